"""How many exports one person may run at the same time, and begin in a minute.

Where nobody signs in there are no persons: the limits of all exports together hold (``slots``). An
access token may use half of its owner's, so that a script never takes the place of the person at a
page, nor of their other scripts. Each process counts its own.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from telephony.formatting.numbers import count_of

_MINUTE: Final = 60.0
# When to try again while others are under way: most exports take less.
BUSY_SECONDS: Final = 5


class LimitReachedError(Exception):
    """This person, or token, has no export left now; the text says why.

    ``seconds``: when to try again.
    """

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass(frozen=True)
class Allowance:
    """The limits of one person or token, who is called ``who`` in a sentence."""

    key: str
    who: str
    at_once: int
    per_minute: int

    def half(self, key: str, who: str) -> Allowance:
        """That of a token of this person."""
        return Allowance(key, who, math.ceil(self.at_once / 2), math.ceil(self.per_minute / 2))


@dataclass
class _Use:
    running: int = 0
    begun: deque[float] = field(default_factory=deque)


class PersonLimits:
    """The exports of each person and token. Belongs to one event loop."""

    def __init__(self) -> None:
        self._uses: defaultdict[str, _Use] = defaultdict(_Use)

    @contextmanager
    def place(self, allowances: Sequence[Allowance], now: float) -> Iterator[None]:
        """A place for one export, begun at a monotonic time [s]. Raises LimitReachedError."""
        self._forget(now)
        for allowance in allowances:
            self._check(allowance, now)
        uses = [self._uses[allowance.key] for allowance in allowances]
        for use in uses:
            use.running += 1
            use.begun.append(now)
        try:
            yield
        finally:
            for use in uses:
                use.running -= 1

    def _check(self, allowance: Allowance, now: float) -> None:
        use = self._uses[allowance.key]
        if use.running >= allowance.at_once:
            running = count_of(use.running, "export")
            raise LimitReachedError(
                f"{allowance.who} has {running} under way, and more are not possible at the same "
                "time.",
                BUSY_SECONDS,
            )
        if len(use.begun) >= allowance.per_minute:
            begun = count_of(len(use.begun), "export")
            raise LimitReachedError(
                f"{allowance.who} has begun {begun} within a minute, and more are not possible.",
                max(1, math.ceil(use.begun[0] + _MINUTE - now)),
            )

    def _forget(self, now: float) -> None:
        for key, use in list(self._uses.items()):
            while use.begun and use.begun[0] <= now - _MINUTE:
                use.begun.popleft()
            if not use.running and not use.begun:
                del self._uses[key]
