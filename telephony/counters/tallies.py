"""How often things of several kinds happened since the start, with or without their time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from threading import Lock
from typing import Generic, TypeVar

from telephony.counters.durations import Durations

K = TypeVar("K", bound=Hashable)


class Tally(Generic[K]):
    """Counts by kind. Safe for threads, and cheap enough for every page run."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[K] = Counter()

    def add(self, kind: K) -> None:
        """It happened once more."""
        with self._lock:
            self._counts[kind] += 1

    def counts(self) -> Mapping[K, int]:
        """A copy of the counts so far."""
        with self._lock:
            return dict(self._counts)


class TimedTally(Generic[K]):
    """The same with the time that each took."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._durations: dict[K, Durations] = {}

    def add(self, kind: K, seconds: float) -> None:
        """It happened once more, and took so long."""
        with self._lock:
            self._durations.setdefault(kind, Durations()).add(seconds)

    def totals(self) -> Mapping[K, Durations]:
        """A copy of the durations so far."""
        with self._lock:
            return {kind: Durations.sum_of([part]) for kind, part in self._durations.items()}
