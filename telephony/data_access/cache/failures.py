"""Failures of the last seconds, so that whoever asks the same again shares them."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta
from typing import Generic, TypeVar

from telephony.data_access.cache.freshness import Freshness
from telephony.xapi.clock import Clock
from telephony.xapi.errors import XapiError

K = TypeVar("K", bound=Hashable)


class Failures(Generic[K]):
    """By question, each for ``stretch``. Not safe for threads: its owner holds a lock.

    What the client shares with everybody while the PBX is down is not kept here: it costs no
    request, and the client alone knows when it ends.
    """

    def __init__(self, stretch: timedelta, clock: Clock) -> None:
        self._stretch = stretch
        self._clock = clock
        self._kept: dict[K, tuple[Freshness, XapiError]] = {}

    def get(self, key: K) -> XapiError | None:
        """The failure that still stands for this question."""
        kept = self._kept.get(key)
        return kept[1] if kept is not None and kept[0].holds(self._clock) else None

    def add(self, key: K, error: XapiError) -> None:
        """From now on; one that stands already ends when it would have."""
        if error.shared or self.get(key) is not None:
            return
        self._kept = {key: kept for key, kept in self._kept.items() if kept[0].holds(self._clock)}
        self._kept[key] = (Freshness.lasting(self._stretch, self._clock), error)

    def forget(self, key: K) -> None:
        """It went well since."""
        self._kept.pop(key, None)
