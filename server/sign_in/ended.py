"""The sign-ins that ended before their time: by signing out, or by signing in again."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class EndedSignIns:
    """Numbers of sign-ins that ended early, each until it would have ended by itself.

    Safe for threads. ``clock``: seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._forget_at: dict[str, float] = {}
        self._watchers: dict[str, set[Callable[[], None]]] = {}
        self._lock = Lock()

    def __contains__(self, number: object) -> bool:
        return number in self._forget_at

    def end(self, number: str, forget_at: float) -> None:
        """End a sign-in, which ends by itself at ``forget_at``, and tell those who watch it."""
        now = self._clock()
        with self._lock:
            kept = {ended: until for ended, until in self._forget_at.items() if until > now}
            self._forget_at = {**kept, number: forget_at}
            watchers = tuple(self._watchers.get(number, ()))
        for tell in watchers:
            tell()

    def all(self) -> dict[str, float]:
        """The numbers, and when each sign-in would have ended by itself."""
        return dict(self._forget_at)

    def watch(self, number: str, tell: Callable[[], None]) -> None:
        """Have ``tell`` called when this sign-in ends, at once if it has."""
        with self._lock:
            self._watchers.setdefault(number, set()).add(tell)
            ended = number in self._forget_at
        if ended:
            tell()

    def forget(self, number: str, tell: Callable[[], None]) -> None:
        """The opposite of ``watch``."""
        with self._lock:
            watchers = self._watchers.get(number, set())
            watchers.discard(tell)
            if not watchers:
                self._watchers.pop(number, None)


ended_sign_ins = EndedSignIns()
