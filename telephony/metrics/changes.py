"""What changed between two periods of a group, or between two groups, extension by extension."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from telephony.metrics.extension_values import Values
from telephony.metrics.rate_split import RateSplit, Taken
from telephony.metrics.talk_split import (
    TalkSplit,
    sum_splits,
)
from telephony.query.view import Direction


class Status(StrEnum):
    """Whether an extension has calls or talk time in both. The values are those of files.

    Without any in either it has stayed as it was. Which extensions are listed would not tell: the
    PBX lists today's, also for the past.
    """

    STAYED = "stayed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class ExtensionChange:
    """An extension in both periods, or in both groups.

    talk: its change by direction, None where a value is unreadable. rate: its part in the change of
    the group's pick-up rate, None where that is not split or the extension is left out of it.
    former_name: the one that it had before, where that was another.
    """

    extension: str
    display_name: str
    status: Status
    before: Values
    now: Values
    talk: Mapping[Direction, TalkSplit] | None = None
    rate: RateSplit | None = None
    former_name: str = ""

    @property
    def idle(self) -> bool:
        """It has neither calls nor talk time in either."""
        return not (self.before.active or self.now.active)

    @property
    def unreadable(self) -> bool:
        """One of its values is, so that it is left out of some sum."""
        return any(
            None in (values.calls, values.talk, values.taken) for values in (self.before, self.now)
        )

    @property
    def split(self) -> TalkSplit | None:
        """Both directions."""
        return None if self.talk is None else sum_splits(self.talk.values())


@dataclass(frozen=True)
class CallsChange:
    """The calls of both, without the extensions ``left_out``, of which a count is unreadable.

    shared: how many of them both have, as two groups with the same extensions do.
    """

    before: int
    now: int
    left_out: int
    shared: int = 0


@dataclass(frozen=True)
class TalkChange:
    """The talk time of both [us] without the extensions ``left_out``, and what its change is.

    stayed: the parts by direction of extensions with calls in both. new_us, gone_us: the change of
    the others. Between groups ``stayed`` has all of it.
    """

    before_us: int
    now_us: int
    stayed: Mapping[Direction, TalkSplit]
    new_us: int
    gone_us: int
    left_out: int

    @property
    def like_for_like(self) -> TalkSplit:
        """Both directions."""
        return sum_splits(self.stayed.values())


@dataclass(frozen=True)
class RateChange:
    """The inbound calls of both without the extensions ``left_out``, and the split of the rate.

    split: None where one of the two has no calls. shared: how many calls both have.
    """

    before: Taken
    now: Taken
    split: RateSplit | None
    left_out: int
    shared: int = 0


@dataclass(frozen=True)
class Changes:
    """Every extension of either side, largest change of talk time first, and the group's sums.

    of_groups: ``before`` is another group, in the same period.
    """

    rows: tuple[ExtensionChange, ...]
    calls: CallsChange
    talk: TalkChange
    rate: RateChange
    of_groups: bool = False

    def count(self, status: Status) -> int:
        """How many extensions have this status."""
        return sum(row.status is status for row in self.rows)
