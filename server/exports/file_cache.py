"""Files that were made lately: what many scripts ask at the full hour is made once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from telephony.data_access.cache.lru import LruCache

# A dozen workbooks of ten thousand extensions.
MOST_FILES: Final = 64
MOST_BYTES: Final = 24 * 2**20


@dataclass(frozen=True)
class _File:
    body: bytes

    @property
    def size_bytes(self) -> int:
        return len(self.body)


class MadeFiles:
    """Keeps the latest files by all that they were made of. Safe to call from any thread."""

    def __init__(self, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES) -> None:
        self._files: LruCache[Hashable, _File] = LruCache(most_files, most_bytes)
        self._lock = Lock()

    def made(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The file of this key, made where it is not kept; threads may make it side by side."""
        with self._lock:
            kept = self._files.get(key)
        if kept is None:
            kept = _File(make())
            with self._lock:
                self._files.put(key, kept)
        return kept.body
