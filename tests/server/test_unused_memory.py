"""While the server runs, what nobody has used for some minutes is given back."""

from __future__ import annotations

import sys
from itertools import cycle
from threading import Event, Semaphore, Thread
from threading import enumerate as enumerate_threads
from types import ModuleType
from typing import Any

from server.unused_memory import LOOK_SECONDS, UnusedMemory
from telephony.data_access.cache.lru import LruCache
from telephony.data_access.cache.unused import ageing
from telephony.formatting import numbers

SOON = 60


class Entry:
    size_bytes = 1


class Clock:
    """Somebody lets the minutes pass, look after look."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._passed = Semaphore(0)
        self.looked = Semaphore(0)
        self.ended = False

    def wait(self, seconds: float) -> bool:
        self.asked.append(seconds)
        self._passed.acquire()
        return self.ended

    def pass_once(self) -> None:
        self._passed.release()
        assert self.looked.acquire(timeout=SOON)

    def end(self) -> None:
        self.ended = True
        self._passed.release()


def test_what_is_unused_between_two_looks_goes_and_the_system_gets_the_memory():
    clock = Clock()
    cache: LruCache[str, Any] = ageing(LruCache(9, 9))
    cache.put("used", Entry())
    cache.put("unused", Entry())
    memory = UnusedMemory(release=clock.looked.release, wait=clock.wait)
    clock.pass_once()
    assert len(cache) == 2
    cache.get("used")
    clock.pass_once()
    assert len(cache) == 1
    assert cache.get("used") is not None
    clock.end()
    memory.stop()
    assert set(clock.asked) == {LOOK_SECONDS}


def test_the_texts_of_cells_stay_while_anybody_works_and_go_once_nobody_does():
    clock = Clock()
    numbers.clock.cache_clear()
    memory = UnusedMemory(release=clock.looked.release, wait=clock.wait)
    for second in range(3):
        numbers.clock(second)
        clock.pass_once()
        assert numbers.clock.cache_info().currsize == second + 1
    clock.pass_once()
    assert numbers.clock.cache_info().currsize == 0
    clock.end()
    memory.stop()


def test_its_first_look_may_come_while_other_threads_import_modules():
    looks = []
    begun, ended = Event(), Event()

    def importing() -> None:
        for number in cycle(range(2_000)):
            name = f"telephony.of_a_test_{number}"
            if sys.modules.pop(name, None) is None:
                sys.modules[name] = ModuleType(name)
            if number == 1_999:
                begun.set()
            if ended.is_set():
                return

    thread = Thread(target=importing)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    thread.start()
    try:
        assert begun.wait(SOON)
        for _ in range(8):
            ends = [True, False]  # after one look
            UnusedMemory(release=lambda: looks.append(1), wait=lambda _, e=ends: e.pop()).stop()
        assert len(looks) == 8
    finally:
        ended.set()
        thread.join()
        sys.setswitchinterval(interval)
        for name in [name for name in sys.modules if name.startswith("telephony.of_a_test")]:
            del sys.modules[name]


def test_it_stops_at_once_and_leaves_no_thread():
    before = set(enumerate_threads())
    UnusedMemory(seconds=3_600).stop()
    assert set(enumerate_threads()) <= before
