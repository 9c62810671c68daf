"""Numbers and names of extensions in memory, each pair once, known by a small integer code."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Integers = npt.NDArray[np.int64]

_DIGEST_BYTES: Final = 8


class ExtensionIndex:
    """(Number, display name) by a code that counts up from 0.

    Safe for threads: codes are only ever added.
    """

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], int] = {}
        self._pairs: list[tuple[str, str]] = []
        self._digests: list[bytes] = []
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pairs)

    def codes(self, pairs: Iterable[tuple[str, str]]) -> Integers:
        """The codes of (number, display name); new pairs get new codes."""
        with self._lock:
            return np.fromiter((self._code(pair) for pair in pairs), np.int64)

    def pairs(self, codes: Integers) -> list[tuple[str, str]]:
        """The (number, display name) of each code."""
        return [self._pairs[code] for code in codes.tolist()]

    def digests(self, codes: Integers) -> bytes:
        """A digest of each number and name, one after the other, for a checksum."""
        return b"".join([self._digests[code] for code in codes.tolist()])

    def columns(self, codes: Integers) -> tuple[Any, Any]:
        """Numbers and names as text columns of a frame."""
        with self._lock:
            known = list(self._pairs)
        numbers, names = (
            pd.array([pair[part] for pair in known], dtype="str").take(codes) for part in (0, 1)
        )
        return numbers, names

    def _code(self, pair: tuple[str, str]) -> int:
        code = self._codes.get(pair)
        if code is None:
            code = self._codes[pair] = len(self._pairs)
            self._pairs.append(pair)
            number, name = (part.encode("utf-8", "surrogatepass") for part in pair)
            content = b"%d\0%b\0%b" % (len(number), number, name)
            self._digests.append(blake2b(content, digest_size=_DIGEST_BYTES).digest())
        return code
