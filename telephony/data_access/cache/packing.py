"""A cache that packs what is rarely used: a tenth of the memory, and still there when needed."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

from telephony.data_access.cache.lru import LruCache, Sized
from telephony.data_access.cache.packed import PackedValues, pickled

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Sized)

# The page of groups has 50 of them, each in two periods, and reads them all in each run. A frame
# takes some hundred objects of Python, and many frames split the memory into pieces that cannot be
# given back.
_MOST_OPEN: Final = 128
_PACKED_SHARE: Final = 4


class PackingCache(Generic[K, V]):
    """Values by key. Safe for threads.

    Values that are not among the latest ``most_open``, that are over ``max_bytes`` together or
    that age are packed, which no caller notices: a value that is packed and unpacked equals itself.
    Of packed ones it holds up to ``max_entries``, and a quarter of ``max_bytes``.
    """

    def __init__(self, max_entries: int, max_bytes: int, most_open: int = _MOST_OPEN) -> None:
        self._lock = Lock()
        self._open: LruCache[K, V] = LruCache(most_open, max_bytes)
        self._packed: PackedValues[K, V] = PackedValues(max_entries, max_bytes // _PACKED_SHARE)

    def get(self, key: K) -> V | None:
        with self._lock:
            value = self._open.get(key)
            if value is None and (value := self._packed.pop(key)) is not None:
                self._put(key, value)
            return value

    def put(self, key: K, value: V) -> None:
        with self._lock:
            self._packed.discard(key)
            self._put(key, value)

    def age(self) -> None:
        """See ``telephony.data_access.cache.unused``."""
        for key, value in self._open.unused().items():
            content = pickled(key, value)  # nobody waits for it: there may be many, and large ones
            with self._lock:
                if self._open.pop(key) is value:
                    self._packed.put(key, content)

    def _put(self, key: K, value: V) -> None:
        for evicted, old in self._open.put(key, value).items():
            self._packed.put(evicted, pickled(evicted, old))
