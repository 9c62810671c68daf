"""What a page shows: the query that goes to the PBX, and the view that a link carries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from telephony.periods.period import Period
from telephony.periods.presets import Preset
from telephony.periods.ranges import DayRange, PresetRange, RangeChoice, resolve_range
from telephony.periods.working_hours import WorkingHours
from telephony.settings.systems import ALL_SYSTEMS, GROUP_SEPARATOR


class CallArea(Enum):
    """Which calls are included: ``code`` for the PBX, ``param`` in links, ``word`` on screens."""

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
    """The metric shown by hour: its key."""

    CALLS = "calls"
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    TALK = "talk"


class BarOrder(StrEnum):
    """What the bars of extensions are sorted by: most first, names from A."""

    CALLS = "calls"
    TALK = "talk"
    CHANGE = "change"
    NAME = "name"


class StepLength(StrEnum):
    """The length of a trend's steps. Weeks are those of ISO 8601: they begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


WEEKS_FROM: Final = 90
"""Days of a range from which on its trend is by week, unless chosen otherwise: more columns are
too thin to read."""


class Baseline(StrEnum):
    """The range that is compared with the one shown, by its relation to it."""

    NONE = "none"
    PREVIOUS = "preceding"
    WEEKDAYS = "weekdays"
    LAST_YEAR = "last_year"


@dataclass(frozen=True)
class TrendView:
    """How a trend is cut and narrowed.

    ``by`` is None where no step was chosen: see ``with_step_for``. ``extension`` is one number,
    empty for all. ``zone`` is an IANA name, empty for the PBX's own. ``closed_days`` says whether
    days without working hours are shown.
    """

    by: StepLength | None = None
    extension: str = ""
    zone: str = ""
    closed_days: bool = False

    def with_step_for(self, period: Period) -> TrendView:
        """The same with a step: the chosen one, else weeks for long periods and days for others."""
        if self.by is not None:
            return self
        days = (period.last_day - period.first_day).days + 1
        return replace(self, by=StepLength.WEEK if days >= WEEKS_FROM else StepLength.DAY)

    def zone_or(self, pbx_zone: ZoneInfo) -> ZoneInfo:
        """The zone in which days are cut."""
        return ZoneInfo(self.zone) if self.zone else pbx_zone


@dataclass(frozen=True)
class Sort:
    """The column that orders the table, largest first by default."""

    column: str
    descending: bool = True


# Seven whole days: fair to people who work part-time, and final.
DEFAULT_RANGE = PresetRange(Preset.LAST_7_DAYS)
WHOLE_TREND = TrendView()


@dataclass(frozen=True)
class Query:
    """What is requested from the PBX: group numbers, instants, call area. Hashable.

    ``pbx``: the id of the PBX; empty where there is only one.
    """

    groups: tuple[str, ...]
    period: Period
    area: CallArea
    pbx: str = ""


@dataclass(frozen=True)
class View:
    """Everything that decides what a page shows, as a link carries it. Hashable.

    Only ``groups``, ``range`` and ``area`` reach the PBX. The rest narrows the result: ``search``
    in names and numbers, ``filter`` an OData expression (telephony.odata) that can be parsed,
    ``show_idle`` whether idle extensions (no calls) are shown, ``columns`` the table's, empty for
    the default ones, ``selected`` extensions. ``trend`` is for the trends page. Of metrics by hour,
    ``hours`` are the working hours included (None: all), ``holidays`` says whether holidays are,
    and ``by_hour`` is the one shown. ``compare`` is what the range is compared with: a relation, or
    the days themselves; None: what is usual on the page (see ``compared_with``). ``against`` is
    another group that the changes page compares instead, in the same range; empty: none. ``bars``
    is the order of the overview's bars. ``pbx`` is the id of the PBX; empty: the first.
    """

    groups: tuple[str, ...] = ()
    range: RangeChoice = DEFAULT_RANGE
    area: CallArea = CallArea.ALL
    search: str = ""
    filter: str = ""
    show_idle: bool = True
    direction: Direction = Direction.BOTH
    sort: Sort = Sort("calls")
    columns: tuple[str, ...] = ()
    selected: tuple[str, ...] = ()
    trend: TrendView = WHOLE_TREND
    hours: WorkingHours | None = None
    holidays: bool = True
    by_hour: HourMetric = HourMetric.CALLS
    compare: Baseline | DayRange | None = None
    against: str = ""
    bars: BarOrder = BarOrder.CALLS
    pbx: str = ""

    def compared_with(self, usual: Baseline) -> Baseline | DayRange:
        """What the range is compared with, on a page where that is ``usual``."""
        return self.compare or usual

    def of_extension(self, number: str) -> View:
        """The same view of one extension; empty for all of them."""
        return replace(self, trend=replace(self.trend, extension=number))

    def query(self, now: datetime, zone: ZoneInfo) -> Query:
        """The query of this view, as of ``now`` (aware) in the PBX's zone."""
        return Query(self.groups, resolve_range(self.range, now, zone), self.area, self.pbx)

    @property
    def of_all_systems(self) -> bool:
        """Whether it is of every PBX; its groups are then named as ``berlin:GRP0000``."""
        return self.pbx == ALL_SYSTEMS

    def of_group(self, number: str) -> View:
        """The same view of one of its groups."""
        if not self.of_all_systems:
            return replace(self, groups=(number,))
        pbx, _, there = number.partition(GROUP_SEPARATOR)
        return replace(self.at(pbx), groups=(there,))

    def at(self, pbx: str) -> View:
        """The same view of this PBX; from another one without groups and extensions."""
        if self.pbx in {"", pbx}:
            return replace(self, pbx=pbx)
        trend = replace(self.trend, extension="")
        return replace(self, pbx=pbx, groups=(), selected=(), against="", trend=trend)
