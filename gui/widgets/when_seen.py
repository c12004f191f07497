"""Panels that nobody sees are not filled: they catch up when somebody looks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Fill = Callable[[], None]


class WhenSeen:
    """Puts off what fills a panel until it is seen; nobody sees a new one.

    What is put off many times is done once, and in the order in which it was first asked for.
    """

    def __init__(self) -> None:
        self._seen = False
        self._missed: dict[Fill, None] = {}

    def puts_off(self, fill: Fill) -> bool:
        """Return whether nobody sees the panel; then `fill` is called when somebody does."""
        if not self._seen:
            self._missed[fill] = None
        return not self._seen

    @contextmanager
    def told(self, *, seen: bool) -> Iterator[None]:
        """Tell others meanwhile: what they answer fills the panel once, or not at all."""
        self._seen = False
        yield
        self.set_seen(seen=seen)

    def set_seen(self, *, seen: bool) -> None:
        """Say whether the panel is seen, and have it catch up."""
        self._seen = seen
        if seen:
            missed, self._missed = self._missed, {}
            for fill in missed:
                fill()
