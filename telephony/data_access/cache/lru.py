"""A cache bounded in entries and in bytes; the least recently used entry goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import RLock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    @property
    def size_bytes(self) -> int: ...


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Sized)


class LruCache(Generic[K, V]):
    """Values by key. Safe for threads.

    A value larger than ``max_bytes`` is not cached, and evicts no other. Its size is that of the
    moment in which it is put in, and read once: some values are slow to measure.
    """

    def __init__(self, max_entries: int, max_bytes: int) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._lock = RLock()
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._sizes: dict[K, int] = {}
        self._used: set[K] = set()
        self._bytes = 0

    @property
    def size_bytes(self) -> int:
        return self._bytes

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K) -> V | None:
        with self._lock:
            value = self._entries.get(key)
            if value is not None:
                self._entries.move_to_end(key)
                self._used.add(key)
            return value

    def put(self, key: K, value: V) -> dict[K, V]:
        """Cache the value; what had to make room for it."""
        evicted: dict[K, V] = {}
        with self._lock:
            self.pop(key)
            if (size := value.size_bytes) > self._max_bytes:
                return evicted
            self._entries[key] = value
            self._sizes[key] = size
            self._used.add(key)
            self._bytes += size
            while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
                oldest = next(iter(self._entries))
                evicted[oldest] = self._remove(oldest)
        return evicted

    def pop(self, key: K) -> V | None:
        """Take the value out, if there is one."""
        with self._lock:
            return self._remove(key) if key in self._entries else None

    def unused(self) -> dict[K, V]:
        """The values that were not used since they were last asked for here."""
        with self._lock:
            unused = {key: self._entries[key] for key in self._entries.keys() - self._used}
            self._used.clear()
        return unused

    def age(self) -> None:
        """See ``telephony.data_access.cache.unused``."""
        with self._lock:
            for key in self.unused():
                self._remove(key)

    def _remove(self, key: K) -> V:
        value = self._entries.pop(key)
        self._used.discard(key)
        self._bytes -= self._sizes.pop(key)
        return value
