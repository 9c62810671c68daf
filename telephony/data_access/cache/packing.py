"""A cache that packs what is rarely used: a tenth of the memory, and still there when needed."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from telephony.data_access.cache.lru import LruCache, Sized

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Sized)

# The page of groups has 50 of them, each in two periods, and reads them all in each run. A frame
# takes some hundred objects of Python, and many frames split the memory into pieces that cannot be
# given back.
_MOST_OPEN: Final = 128
_PACKED_SHARE: Final = 4
# The quickest; the slowest makes it a tenth smaller.
_LEVEL: Final = 1


@dataclass(frozen=True)
class _Packed:
    content: bytes

    @property
    def size_bytes(self) -> int:
        return len(self.content)

    @classmethod
    def of(cls, value: object) -> _Packed:
        return cls(zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), _LEVEL))

    def unpack(self) -> Any:
        # it never leaves this process
        return pickle.loads(zlib.decompress(self.content))  # noqa: S301


class PackingCache(Generic[K, V]):
    """Values by key. Safe for threads.

    Values that are not among the latest ``most_open``, that are over ``max_bytes`` together or
    that age are packed, which no caller notices: a value that is packed and unpacked equals itself.
    Of packed ones it holds up to ``max_entries``, and a quarter of ``max_bytes``.
    """

    def __init__(self, max_entries: int, max_bytes: int, most_open: int = _MOST_OPEN) -> None:
        self._lock = Lock()
        self._open: LruCache[K, V] = LruCache(most_open, max_bytes)
        self._packed: LruCache[K, _Packed] = LruCache(max_entries, max_bytes // _PACKED_SHARE)

    def get(self, key: K) -> V | None:
        with self._lock:
            value = self._open.get(key)
            if value is None and (packed := self._packed.pop(key)) is not None:
                value = packed.unpack()
                self._put(key, value)
            return value

    def put(self, key: K, value: V) -> None:
        with self._lock:
            self._packed.pop(key)
            self._put(key, value)

    def age(self) -> None:
        """See ``telephony.data_access.cache.unused``."""
        for key, value in self._open.unused().items():
            packed = _Packed.of(value)  # nobody waits for it: there may be many, and large ones
            with self._lock:
                if self._open.pop(key) is value:
                    self._packed.put(key, packed)

    def _put(self, key: K, value: V) -> None:
        for evicted, old in self._open.put(key, value).items():
            self._packed.put(evicted, _Packed.of(old))
