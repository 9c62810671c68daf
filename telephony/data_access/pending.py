"""What every question under way has in common, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from telephony.xapi.errors import XapiError

T = TypeVar("T")


class Pending(Protocol):
    """A question that ``DataAccess`` has begun."""

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once when nothing more will come: at once where that is so already.

        It runs on any thread and must not block.
        """

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True when nothing more will come."""

    def leave(self) -> None:
        """Wait no longer: what nobody else waits for is cancelled."""


class PendingResult(Generic[T]):
    """What one future will hold. ``leave`` lets go of it; None for what is everybody's."""

    def __init__(self, future: Future[T], leave: Callable[[], object] | None = None) -> None:
        self._future = future
        self._leave = leave

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True when it is there, well or not."""
        return not wait([self._future], timeout_seconds).not_done

    def when_done(self, callback: Callable[[], None]) -> None:
        """See ``Pending``."""
        when_all_done([self._future], callback)

    def leave(self) -> None:
        """See ``Pending``: what is everybody's goes on."""
        if self._leave is not None:
            self._leave()

    def answer(self, late: XapiError | None = None) -> T:
        """Wait for it, or raise ``late`` where it is not there yet. Raises XapiError."""
        return outcome(self._future, late)


def outcome(future: Future[T], late: XapiError | None) -> T:
    """What a future holds; ``late`` is raised instead of waiting for it."""
    if late is not None and not future.done():
        raise late
    return future.result()


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
