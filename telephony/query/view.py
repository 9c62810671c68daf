"""What is asked: the question as the PBX gets it, and the view that a page and its link hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from zoneinfo import ZoneInfo

from telephony.periods.period import Period
from telephony.periods.presets import Preset
from telephony.periods.ranges import DayRange, PresetRange, RangeChoice, resolve_range
from telephony.periods.working_hours import WorkingHours


class CallArea(Enum):
    """Which calls count. ``code`` is the PBX's, ``param`` the link's, ``word`` the reader's."""

    ALL = 0, "all", "all calls"
    INTERNAL = 1, "internal", "internal calls"
    EXTERNAL = 2, "external", "external calls"

    def __init__(self, code: int, param: str, word: str) -> None:
        self.code = code
        self.param = param
        self.word = word


class Direction(StrEnum):
    """Which side of an extension's calls is shown."""

    BOTH = "both"
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class HourMetric(StrEnum):
    """What is shown by the hour: a metric's key."""

    CALLS = "calls"
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    TALK = "talk"


class StepLength(StrEnum):
    """The length of a trend's steps. Weeks are those of ISO 8601: they begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Baseline(StrEnum):
    """The range that a trend is compared with, by its relation to the one shown."""

    NONE = "none"
    PREVIOUS = "preceding"
    WEEKDAYS = "weekdays"
    LAST_YEAR = "last_year"


@dataclass(frozen=True)
class TrendView:
    """How a trend is cut, compared and narrowed.

    ``compare`` is a relation, or the days themselves. ``extension`` is one number, empty for all.
    ``zone`` is an IANA name, empty for the PBX's own.
    """

    by: StepLength = StepLength.DAY
    compare: Baseline | DayRange = Baseline.NONE
    extension: str = ""
    zone: str = ""

    def zone_or(self, pbx_zone: ZoneInfo) -> ZoneInfo:
        """The zone in which days are cut."""
        return ZoneInfo(self.zone) if self.zone else pbx_zone


@dataclass(frozen=True)
class Sort:
    """The column that orders tables and charts; the longest first unless told otherwise."""

    column: str
    descending: bool = True


# The latest whole week: long enough to be fair to part-timers, and final.
DEFAULT_RANGE = PresetRange(Preset.LAST_7_DAYS)
WHOLE_TREND = TrendView()


@dataclass(frozen=True)
class Query:
    """What the PBX is asked: group numbers, instants, call area. Hashable."""

    groups: tuple[str, ...]
    period: Period
    area: CallArea


@dataclass(frozen=True)
class View:
    """Everything that decides what a page shows, as a link carries it. Hashable.

    Only ``groups``, ``range`` and ``area`` reach the PBX. The rest narrows what came back:
    ``search`` in names and numbers, ``filter`` an OData text about the figures that can be read
    (telephony.odata), ``quiet`` whether extensions without calls are shown,
    ``columns`` the table's, empty for the default ones; ``selected`` the extensions picked out.
    ``trend`` is what only trends have; ``hours`` are those that count in figures by the hour, None
    for all, ``holidays`` whether holidays count in them, and ``by_hour`` is the figure shown.
    """

    groups: tuple[str, ...] = ()
    range: RangeChoice = DEFAULT_RANGE
    area: CallArea = CallArea.ALL
    search: str = ""
    filter: str = ""
    quiet: bool = True
    direction: Direction = Direction.BOTH
    sort: Sort = Sort("calls")
    columns: tuple[str, ...] = ()
    selected: tuple[str, ...] = ()
    trend: TrendView = WHOLE_TREND
    hours: WorkingHours | None = None
    holidays: bool = True
    by_hour: HourMetric = HourMetric.CALLS

    def query(self, now: datetime, zone: ZoneInfo) -> Query:
        """The question behind this view, as seen at ``now`` (aware) in the PBX's zone."""
        return Query(self.groups, resolve_range(self.range, now, zone), self.area)
