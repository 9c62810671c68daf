"""What every question under way has in common, for whoever waits for it without a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Any, Protocol


class Pending(Protocol):
    """A question that ``DataAccess`` has begun."""

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once when nothing more will come: at once where that is so already.

        It runs on any thread and must not block.
        """

    def leave(self) -> None:
        """Wait no longer: what nobody else waits for is cancelled."""


class PendingFutures:
    """Futures as a question under way."""

    def __init__(self, *futures: Future[Any]) -> None:
        self._futures = futures

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once when all of them are done; see ``Pending``."""
        when_all_done(self._futures, callback)

    def leave(self) -> None:
        """They are everybody's, and go on."""


def when_all_done(futures: Sequence[Future[Any]], callback: Callable[[], None]) -> None:
    """Call ``callback`` once when the last of ``futures`` is done, with a result or without."""
    lock = Lock()
    missing = len(futures)

    def one_done(_: Future[Any]) -> None:
        nonlocal missing
        with lock:
            missing -= 1
            last = missing == 0
        if last:
            callback()

    for future in futures:
        future.add_done_callback(one_done)
