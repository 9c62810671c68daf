"""How long the program waits for the store: the limits, and how one is enforced."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Timeouts:
    """All in seconds. Tests hand in others."""

    # One short transaction with its connection, whatever it waits for: results of the PBX wait
    # for the store, and viewers wait for the results.
    transaction: float = 3.0
    # A lock that another program holds; our own are held for milliseconds.
    lock: float = 2.0
    # All transactions of one long read; a year of 10,000 extensions takes about five.
    read: float = 20.0
    # A short transaction takes milliseconds. A store that is slower than this several times in a
    # row costs more than it saves.
    slow: float = 1.0
    # Between two attempts, in the background, to use a store that failed.
    retry: float = 5.0


DEFAULT_TIMEOUTS = Timeouts()


class DeadlineError(TimeoutError):
    """The work did not end in time; ``thread`` still runs it."""

    def __init__(self, thread: Thread) -> None:
        super().__init__("the deadline has passed")
        self.thread = thread


def run_within(seconds: float, work: Callable[[], T]) -> T:
    """The result of ``work``, run on a thread of its own.

    A thread that hangs cannot be stopped and is left behind. As a daemon, unlike the threads of a
    pool, it does not keep the program from ending. Raises DeadlineError, or what ``work`` raises.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  # raised again in the caller
            future.set_exception(error)

    thread = Thread(target=run, name="store", daemon=True)
    thread.start()
    if not wait([future], seconds).done:
        raise DeadlineError(thread)
    return future.result()
