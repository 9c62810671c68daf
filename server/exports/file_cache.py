"""The latest files, each written once for all scripts that request the same one on the hour."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from telephony.data_access.cache.lru import LruCache
from telephony.data_access.cache.unused import ageing

# A dozen workbooks of ten thousand extensions.
MOST_FILES: Final = 64
MOST_BYTES: Final = 24 * 2**20


@dataclass(frozen=True)
class _File:
    body: bytes

    @property
    def size_bytes(self) -> int:
        return len(self.body)


class FileCache:
    """The latest files by all that they are made of. Safe to use from any thread."""

    def __init__(self, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES) -> None:
        self._files: LruCache[Hashable, _File] = ageing(LruCache(most_files, most_bytes))

    def get(self, key: Hashable, write: Callable[[], bytes]) -> bytes:
        """The file of this key, written if it is not held; two threads may write it both."""
        file = self._files.get(key)
        if file is None:
            file = _File(write())
            self._files.put(key, file)
        return file.body
