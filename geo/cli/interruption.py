"""Ctrl-C ends the program with its own exit code and no traceback, whenever it is pressed.

Needs nothing but what Python has loaded before any program: it has to stand before the
imports that take seconds.
"""

import _thread
import os
import signal
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Final, NoReturn

INTERRUPTED: Final = 130
# What a command may take to put away what it was writing.
_GRACE_S: Final = 1.5


class Interruption:
    """What Ctrl-C does: end at once, or, while a command works, let it put things away first.

    A thread of its own waits for the key as well, since the main thread may be in the midst of
    a library's work that comes back to Python late or never.

    Attributes
    ----------
    pressed
        Whether it was, while a command worked.
    """

    def __init__(self) -> None:
        self._politely = False
        self.pressed = False

    def watch(self) -> None:
        """Take Ctrl-C over from Python."""
        signal.signal(signal.SIGINT, self._on_pressed)
        read, write = os.pipe()
        if sys.platform != "win32":
            os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        _thread.start_new_thread(self._wait, (read,))

    def be_polite(self) -> None:
        """From now on raise KeyboardInterrupt, and end by force only where that does not help."""
        self._politely = True

    # TRAP exit-flushes-nothing
    def leave(self, code: int) -> NoReturn:
        """End the process: what still runs in it, in whatever library, does not hold it up."""
        self._politely = False
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(INTERRUPTED if self.pressed else code)

    def _on_pressed(self, _: int, __: FrameType | None) -> None:
        if self.pressed or not self._politely:
            os._exit(INTERRUPTED)
        self.pressed = True
        # Libraries tell on the console of the interruption that they let pass.
        silent = os.open(os.devnull, os.O_WRONLY)
        with suppress(OSError):
            os.dup2(silent, 2)
        raise KeyboardInterrupt

    def _wait(self, pipe: int) -> None:
        while signal.SIGINT not in os.read(pipe, 1):
            pass
        if self._politely:
            time.sleep(_GRACE_S)
        os._exit(INTERRUPTED)
