"""A deadline round work that may hang: a network, a disk or a lock that does not answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


class HangingError(TimeoutError):
    """The work has not ended in time; ``thread`` is still at it."""

    def __init__(self, thread: Thread) -> None:
        super().__init__("the deadline has passed")
        self.thread = thread


def within(seconds: float, work: Callable[[], T]) -> T:
    """The result of ``work``, done on a thread of its own. Raises HangingError, or what it raises.

    A thread that hangs cannot be ended and is left behind. It is a daemon, unlike those of a pool:
    it does not keep the program from ending.
    """
    ended: Future[T] = Future()

    def run() -> None:
        try:
            ended.set_result(work())
        except BaseException as error:  # noqa: BLE001  # raised again for who waits
            ended.set_exception(error)

    thread = Thread(target=run, name="store", daemon=True)
    thread.start()
    if not wait([ended], seconds).done:
        raise HangingError(thread)
    return ended.result()
