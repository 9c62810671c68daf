"""A change of a group's rate, split exactly into who took the calls and how each did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True)
class Taken:
    """Calls that came in, and how many of them were answered."""

    calls: int = 0
    answered: int = 0

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.calls + other.calls, self.answered + other.answered)

    @property
    def rate(self) -> float | None:
        """The share that was answered; None without calls."""
        return self.answered / self.calls if self.calls else None


@dataclass(frozen=True)
class RateSplit:
    """An extension's part in the change of its group's rate, as shares of 1.

    mix: that it took a larger or smaller share of the calls. people: that it answered more or fewer
    of its own.
    """

    mix: float = 0.0
    people: float = 0.0


def split_rate(before: Sequence[Taken], now: Sequence[Taken]) -> list[RateSplit] | None:
    """Each extension's part, in their order; together exactly the change of the group's rate.

    With the share w of the group's calls and the rate r of each, Δ(Σ w·r) is
    Σ Δw·((r0+r1)/2 - c) + Σ Δr·(w0+w1)/2 for any c, since Σ Δw is 0. Here c is the mean of the
    group's two rates: who picks up more than the group and takes a larger share raises it. An
    extension with calls in one of the two only has no change of its own. None where the group has
    no calls in one of the two: there is no change to split.
    """
    whole_before, whole_now = sum_taken(before), sum_taken(now)
    if whole_before.rate is None or whole_now.rate is None:
        return None
    middle = (whole_before.rate + whole_now.rate) / 2
    found = []
    for earlier, later in zip(before, now, strict=True):
        share_before = earlier.calls / whole_before.calls
        share_now = later.calls / whole_now.calls
        rates = [rate for rate in (earlier.rate, later.rate) if rate is not None]
        if not rates:
            found.append(RateSplit())
            continue
        mix = (share_now - share_before) * (sum(rates) / len(rates) - middle)
        found.append(RateSplit(mix, (rates[-1] - rates[0]) * (share_before + share_now) / 2))
    return found


def sum_taken(parts: Iterable[Taken]) -> Taken:
    """All of them together."""
    return sum(parts, Taken())


def sum_splits_of_rate(parts: Iterable[RateSplit]) -> RateSplit:
    """All of them together, each exactly summed."""
    found = list(parts)
    return RateSplit(fsum(part.mix for part in found), fsum(part.people for part in found))
