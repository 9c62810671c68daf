"""Bounded in entries and in bytes, whatever is put in."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from telephony.data_access.cache.lru import LruCache
from telephony.data_access.cache.unused import ageing, drop_unused


@dataclass(frozen=True)
class Entry:
    size_bytes: int


puts = st.lists(st.tuples(st.integers(0, 9), st.builds(Entry, st.integers(0, 60))), max_size=40)


@given(puts)
def test_neither_bound_is_ever_passed_and_the_count_of_bytes_is_right(
    given_puts: list[tuple[int, Entry]],
) -> None:
    memory: LruCache[int, Entry] = LruCache(max_entries=5, max_bytes=100)
    for key, entry in given_puts:
        memory.put(key, entry)
        cached = [entry for key in range(10) if (entry := memory.get(key)) is not None]
        assert len(memory) == len(cached) <= 5
        assert memory.size_bytes == sum(one.size_bytes for one in cached) <= 100


def test_a_value_too_large_to_cache_evicts_no_other_and_never_leaves_an_older_one() -> None:
    memory: LruCache[str, Entry] = LruCache(max_entries=5, max_bytes=100)
    memory.put("small", Entry(1))
    memory.put("grown", Entry(1))
    memory.put("grown", Entry(101))
    assert memory.get("small") == Entry(1)
    assert memory.get("grown") is None
    assert memory.size_bytes == 1


class Grows:
    """Larger each time somebody looks."""

    def __init__(self) -> None:
        self._looks = 0

    @property
    def size_bytes(self) -> int:
        self._looks += 1
        return self._looks


def test_a_value_is_measured_once_and_what_it_was_counted_as_goes_with_it() -> None:
    memory: LruCache[str, Grows] = LruCache(max_entries=1, max_bytes=100)
    for _ in range(2):
        memory.put("first", Grows())
        memory.put("second", Grows())
        assert memory.size_bytes == 1
    memory.pop("second")
    assert memory.size_bytes == 0


def test_what_was_read_last_stays_longest() -> None:
    memory: LruCache[str, Entry] = LruCache(max_entries=2, max_bytes=100)
    memory.put("a", Entry(1))
    memory.put("b", Entry(1))
    memory.get("a")
    memory.put("c", Entry(1))
    assert memory.get("b") is None
    assert memory.get("a") is not None


def test_what_is_unused_for_long_goes_although_there_is_room_and_what_is_used_stays() -> None:
    memory: LruCache[str, Entry] = ageing(LruCache(max_entries=5, max_bytes=100))
    memory.put("unused", Entry(1))
    memory.put("used", Entry(2))
    drop_unused()  # both were used since the time before
    assert len(memory) == 2
    memory.get("used")
    drop_unused()
    assert (memory.get("unused"), memory.get("used")) == (None, Entry(2))
    assert memory.size_bytes == 2
