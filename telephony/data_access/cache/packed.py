"""Packed values, all in one piece of memory.

As an object for each, with its key, they were scattered among what is needed for a moment only, and
kept the memory around them from being given back: ten times what they take.
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# The quickest; the slowest makes it a tenth smaller.
_LEVEL: Final = 1
_LONGEST_DICTIONARY: Final = 2**15  # more zlib does not use


def pickled(key: Hashable, value: object) -> bytes:
    """A value with its key, as ``PackedValues`` takes it."""
    return pickle.dumps((key, value), pickle.HIGHEST_PROTOCOL)


class PackedValues(Generic[K, V]):
    """Values by key, the oldest first. Not safe for threads: its owner holds a lock.

    Each is said by how it differs from the first one, which takes a third less: reports have the
    same columns, and often the same names. Of two keys with one hash the newer one is held only.
    """

    def __init__(self, max_entries: int, max_bytes: int) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._hashes = array("q")
        self._sizes = array("q")
        self._content = bytearray()
        self._dictionary = b""

    def put(self, key: K, value: bytes) -> None:
        """Hold what ``pickled`` made; the oldest make room. One over ``max_bytes`` is not held."""
        self.discard(key)
        self._dictionary = self._dictionary or value[:_LONGEST_DICTIONARY]
        packing = zlib.compressobj(_LEVEL, zdict=self._dictionary)
        packed = packing.compress(value) + packing.flush()
        if len(packed) > self._max_bytes:
            return
        self._hashes.append(hash(key))
        self._sizes.append(len(packed))
        self._content += packed
        while len(self._hashes) > self._max_entries or len(self._content) > self._max_bytes:
            self._take(0)

    def pop(self, key: K) -> V | None:
        """Take the value out, if there is one."""
        if hash(key) not in self._hashes:
            return None
        packed = self._take(self._hashes.index(hash(key)))
        content = zlib.decompressobj(zdict=self._dictionary).decompress(packed)
        # it never leaves this process
        held: tuple[K, V] = pickle.loads(content)  # noqa: S301
        return held[1] if held[0] == key else None

    def discard(self, key: K) -> None:
        """Drop the value, if there is one."""
        if hash(key) in self._hashes:
            self._take(self._hashes.index(hash(key)))

    def _take(self, place: int) -> bytes:
        begin = sum(self._sizes[:place])
        end = begin + self._sizes.pop(place)
        self._hashes.pop(place)
        packed = bytes(self._content[begin:end])
        del self._content[begin:end]
        return packed
