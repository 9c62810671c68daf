"""For whom a request is made: people who look at a page go first, all else keeps to a budget."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Requester:
    """Those who wait for one question. They come and go while it is under way.

    ``sent`` becomes True with the first request, ``paid`` says that the next one is in the budget
    already. Whoever owns the question counts them, one at a time.
    """

    def __init__(self) -> None:
        self._people = 0
        self._programs = 0
        self.sent = False
        self.paid = False

    @property
    def has_people(self) -> bool:
        """Whether somebody at a page waits, and not only exports or the collector."""
        return self._people > 0

    @property
    def has_left(self) -> bool:
        """Whether nobody waits any more."""
        return self._people + self._programs == 0

    def join(self, *, background: bool) -> None:
        """One more waits; ``background``: an export or the collector, nobody at a page."""
        if background:
            self._programs += 1
        else:
            self._people += 1

    def leave(self, *, background: bool) -> None:
        """One of them waits no longer."""
        if background:
            self._programs -= 1
        else:
            self._people -= 1


_requester: ContextVar[Requester | None] = ContextVar("requester", default=None)


def current_requester() -> Requester | None:
    """For whom the running task asks; None for what belongs to nobody, such as the sign-in."""
    return _requester.get()


@contextmanager
def requesting_for(requester: Requester | None) -> Iterator[None]:
    """Requests made in here, and in tasks begun in here, are ``requester``'s; None: nobody's."""
    before = _requester.set(requester)
    try:
        yield
    finally:
        _requester.reset(before)
