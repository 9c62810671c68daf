"""The signal that ends the server, before the server's own handler acts on it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

_Handler = Callable[[int, FrameType | None], object]


@contextmanager
def announced_stop(announce: Callable[[], object]) -> Iterator[None]:
    """Within the block, call ``announce`` when the process is asked to end; then go on as before.

    uvicorn says so to the application only after its last response, and that may be one which
    waits for the PBX. Only the main thread gets signals; elsewhere nothing is announced.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, _announcing(announce, handler))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _announcing(announce: Callable[[], object], handler: _Handler) -> _Handler:
    def handle(number: int, frame: FrameType | None) -> None:
        announce()
        handler(number, frame)

    return handle
