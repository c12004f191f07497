"""How the interpreter shares its time between the window and the workers."""

import gc
import sys
from typing import Final

# The window asks for the interpreter lock after every call of Qt, and each time waits this
# long beside a worker that runs Python; 5 ms, Python's own choice, add up to a tenth of a second.
SWITCH_S: Final = 0.0005


def load_undisturbed() -> None:
    """Have the window wait less for what is loaded beside it, and collect no garbage of it."""
    sys.setswitchinterval(SWITCH_S)
    gc.disable()


def favour_window() -> None:
    """Have the window wait less for workers and for garbage collection.

    To be called when everything is imported: what lives by then, most of it code, is exempt
    from garbage collection, which would otherwise look through all of it every few seconds,
    holding up every thread.
    """
    sys.setswitchinterval(SWITCH_S)
    # TRAP collector-holds-threads
    gc.freeze()
