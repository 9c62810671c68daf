"""For whom a request is made: people at a page go first, programs use a budget."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

# A person may join a query that waits: this is how often waiting code checks.
LOOK_SECONDS: Final = 0.5


class Requester:
    """Those who wait for one query. They come and go while it is under way.

    ``sent`` becomes True with the first request; ``paid_cell`` says where the next one is already
    counted in the budget, if it is. The owner of the query counts them, one at a time.
    ``request_id``: of the page run or HTTP request that began it.
    """

    def __init__(self) -> None:
        self._people = 0
        self._programs = 0
        self.sent = False
        self.paid_cell: int | None = None
        self.request_id = current_request_id()

    @property
    def has_people(self) -> bool:
        """Whether a person at a page waits, and not only exports or the collector."""
        return self._people > 0

    @property
    def has_left(self) -> bool:
        """Whether no one waits any more."""
        return self._people + self._programs == 0

    def join(self, *, background: bool) -> None:
        """One more waits; ``background``: an export or the collector, not a person at a page."""
        if background:
            self._programs += 1
        else:
            self._people += 1

    def leave(self, *, background: bool) -> None:
        """One of them stops waiting."""
        if background:
            self._programs -= 1
        else:
            self._people -= 1


_requester: ContextVar[Requester | None] = ContextVar("requester", default=None)
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_requester() -> Requester | None:
    """The requester of the running task; None for what serves all, such as the sign-in."""
    return _requester.get()


def current_request_id() -> str:
    """The id of the page run or HTTP request that the running code works for, "" for none.

    What several wait for works for the one that began it.
    """
    requester = _requester.get()
    return _request_id.get() if requester is None else requester.request_id


def set_request_id(request_id: str) -> None:
    """From now on the running task, or the thread outside any, works for this page run."""
    _request_id.set(request_id)


@contextmanager
def requesting_for(requester: Requester | None) -> Iterator[None]:
    """Requests in this block, and in tasks started in it, belong to ``requester``; None: to all."""
    before = _requester.set(requester)
    try:
        yield
    finally:
        _requester.reset(before)
