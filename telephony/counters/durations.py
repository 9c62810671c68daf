"""How often something happened and how long it took, in little memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

# Seconds. From what a page may take to what a request to the PBX may take (60 s, with retries).
BOUNDS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Durations:
    """A histogram: ``count``, their ``seconds`` together, and how many took up to each bound.

    Not safe for threads; whoever shares one guards it.
    """

    __slots__ = ("_counts", "seconds")

    def __init__(self) -> None:
        self.seconds = 0.0
        # by the first bound that is not exceeded; the last: beyond all bounds
        self._counts = [0] * (len(BOUNDS) + 1)

    @classmethod
    def sum_of(cls, parts: Iterable[Durations]) -> Durations:
        """A new one with everything that the parts have."""
        total = cls()
        for part in parts:
            total._include(part)
        return total

    @property
    def count(self) -> int:
        return sum(self._counts)

    @property
    def up_to(self) -> tuple[int, ...]:
        """How many took at most each of ``BOUNDS``, and at the end all of them."""
        return tuple(accumulate(self._counts))

    def add(self, seconds: float) -> None:
        """Count one that took so long."""
        self.seconds += seconds
        self._counts[bisect_left(BOUNDS, seconds)] += 1

    def _include(self, other: Durations) -> None:
        self.seconds += other.seconds
        self._counts = [a + b for a, b in zip(self._counts, other._counts, strict=True)]

    def quantile(self, share: float) -> float | None:
        """The seconds that this share (0 to 1) did not exceed, estimated within two bounds.

        None without any. Beyond the last bound it is that bound.
        """
        rank = share * self.count
        below, lower = 0, 0.0
        for bound, up_to in zip(BOUNDS, self.up_to, strict=False):
            if up_to and up_to >= rank:
                inside = (rank - below) / (up_to - below) if up_to > below else 0.0
                return lower + inside * (bound - lower)
            below, lower = up_to, bound
        return BOUNDS[-1] if self.count else None
