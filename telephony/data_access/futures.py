"""Small helpers for the futures that requests are waited for with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from threading import Lock
from typing import Any, TypeVar

from telephony.xapi.errors import XapiError

T = TypeVar("T")
U = TypeVar("U")


def completed(result: T) -> Future[T]:
    """A future that holds ``result`` already."""
    future: Future[T] = Future()
    future.set_result(result)
    return future


def failed(error: Exception) -> Future[Any]:
    """A future that raises ``error``."""
    future: Future[Any] = Future()
    future.set_exception(error)
    return future


def result_of(future: Future[T], not_ready: XapiError | None) -> T:
    """The future's result, waiting for it; with ``not_ready``, raises that instead of waiting."""
    if not_ready is not None and not future.done():
        raise not_ready
    return future.result()


def translated(
    future: Future[T], value: Callable[[T], U], error: Callable[[BaseException], BaseException]
) -> Future[U]:
    """A future with the result of the other as ``value`` or ``error`` makes it, done with it.

    Cancelling it does not cancel the other.
    """
    own: Future[U] = Future()

    def pass_on(done: Future[T]) -> None:
        if not own.set_running_or_notify_cancel():
            return
        if done.cancelled():
            own.set_exception(CancelledError())
        elif (failure := done.exception()) is not None:
            own.set_exception(error(failure))
        else:
            own.set_result(value(done.result()))

    future.add_done_callback(pass_on)
    return own


def when_all_done(futures: Sequence[Future[Any]], callback: Callable[[], None]) -> None:
    """Run ``callback`` once, when the last of ``futures`` is done, with a result or an error."""
    lock = Lock()
    missing = len(futures)

    def count_down(_: Future[Any]) -> None:
        nonlocal missing
        with lock:
            missing -= 1
            last = missing == 0
        if last:
            callback()

    for future in futures:
        future.add_done_callback(count_down)
