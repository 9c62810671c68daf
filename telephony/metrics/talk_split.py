"""A change of talk time, split exactly into more calls and longer calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Talk:
    """Answered calls and their talk time [us]. There can be talk time without answered calls."""

    calls: int = 0
    talk_us: int = 0

    def __add__(self, other: Talk) -> Talk:
        return Talk(self.calls + other.calls, self.talk_us + other.talk_us)


@dataclass(frozen=True)
class TalkSplit:
    """The two parts of a change [us]; together they are the change to the microsecond."""

    more_calls_us: int = 0
    longer_calls_us: int = 0

    def __add__(self, other: TalkSplit) -> TalkSplit:
        return TalkSplit(
            self.more_calls_us + other.more_calls_us, self.longer_calls_us + other.longer_calls_us
        )

    @property
    def change_us(self) -> int:
        """Both parts."""
        return self.more_calls_us + self.longer_calls_us


def usual_length(before: Talk, now: Talk) -> Fraction:
    """How long a call counts [us] when calls come or go: the mean of both averages.

    Where only one of the two has answered calls it is that one's average, without any it is 0.
    """
    lengths = [Fraction(talk.talk_us, talk.calls) for talk in (before, now) if talk.calls]
    return sum(lengths, Fraction()) / max(1, len(lengths))


def split_talk(before: Talk, now: Talk, length: Fraction | None = None) -> TalkSplit:
    """The change from ``before`` to ``now``: the calls more, each as long as usual, and the rest.

    With n calls of the average d that is Δn·(d0+d1)/2 for more calls and Δd·(n0+n1)/2 for longer
    ones; Δt = Δ(n·d) is exactly their sum. ``length``: another usual length, of a whole group.
    """
    usual = usual_length(before, now) if length is None else length
    more = round((now.calls - before.calls) * usual)
    return TalkSplit(more, now.talk_us - before.talk_us - more)


def sum_talk(parts: Iterable[Talk]) -> Talk:
    """All of them together."""
    return sum(parts, Talk())


def sum_splits(parts: Iterable[TalkSplit]) -> TalkSplit:
    """All of them together."""
    return sum(parts, TalkSplit())
