"""The calls of a range against the normal load: the same weekdays of the weeks before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from telephony.answers.history import History
from telephony.formatting.lists import extension_words
from telephony.frames.columns import COUNTS, TALKS
from telephony.metrics.normal_band import WEEKS, Band, Verdict, normal_band
from telephony.metrics.steps import StepState
from telephony.metrics.trends import Trend
from telephony.metrics.view_trend import QUIET_AT_FIRST, trend_of
from telephony.periods.calendar import ONE_DAY
from telephony.periods.period import Period
from telephony.periods.wall_clock import start_of_day
from telephony.query.view import Direction, StepLength, TrendView, View

_DAYS_OF_A_WEEK = 7
_PARTIAL = (StepState.RUNNING, StepState.PART)
REFERENCE = timedelta(weeks=WEEKS)
"""How long before a range the days begin that it is compared with."""


@dataclass(frozen=True)
class NormalLoad:
    """Each day of a range beside its band, and all of its days together.

    bands, verdicts: by day of the range, None where there are too few days to compare with, and no
    verdict on a day that is not over, has no data or is incomplete. reference_days: by day, how
    many there are to compare it with.

    calls: of the days that are over. band: for their sum; None where there are too few weeks, or
    where a day is missing. days: those that are over and complete. partial: those of which only a
    part is over or in the range. missing: those that are missing or incomplete. idle_before: all
    reference days are known, and none has a call.
    """

    bands: tuple[Band | None, ...]
    verdicts: tuple[Verdict | None, ...]
    reference_days: tuple[int, ...]
    calls: int
    band: Band | None
    days: int
    partial: int
    missing: int
    idle_before: bool

    @property
    def verdict(self) -> Verdict | None:
        """On the whole range."""
        return None if self.band is None else self.band.verdict(self.calls)

    @property
    def ratio(self) -> float | None:
        """Calls ÷ the normal load; None where nothing is normal, or that is no calls."""
        return self.calls / self.band.middle if self.band and self.band.middle else None


@dataclass(frozen=True)
class ExtensionLoad:
    """The days of one extension and how they compare with the normal load.

    ``name`` is the latest in the history, with the number; the number alone where it has none.
    """

    trend: Trend
    load: NormalLoad
    name: str


def reference_period(period: Period, now: datetime) -> Period:
    """The whole days before a period that it is compared with; empty for one without data yet."""
    first = period.first_day
    if not period.may_have_calls(now):
        return Period(period.start, period.start, period.zone)
    start, end = (start_of_day(day, period.zone) for day in (first - REFERENCE, first))
    return Period(start, end, period.zone)


def load_of(
    history: History, reference: History, period: Period, extension: str, direction: Direction
) -> ExtensionLoad:
    """The load of one extension by day; ``reference``: the history of ``reference_period``.

    An extension that neither of them has a row of has no calls. A day that lacks a value of another
    extension alone is complete.
    """
    history, reference = (_for_one(each, extension) for each in (history, reference))
    view = View(direction=direction, trend=TrendView(StepLength.DAY, extension=extension))
    shown = trend_of(history, view, period.zone)
    load = normal_load(shown, trend_of(reference, view, period.zone))
    return ExtensionLoad(shown, load, _name(extension, history, reference))


def _for_one(history: History, extension: str) -> History:
    """The history as it is for one extension: incomplete where rows, or a value of its own, are.

    It has the rows of all, from which follows when the records begin.
    """
    rows = history.rows_of(extension)
    unknown = rows[[*COUNTS, *TALKS]].isna().any(axis=1).to_numpy(bool)
    lacking = set(rows["bucket_start"].array[unknown])
    incomplete = {
        bucket: quality
        for bucket, quality in history.incomplete.items()
        if not quality.has_all_rows or bucket.start in lacking
    }
    return replace(history, incomplete=incomplete)


def _name(extension: str, *histories: History) -> str:
    for history in histories:
        names = [name for name in history.rows_of(extension)["display_name"] if name]
        if names:
            return extension_words(names[-1], extension)
    return f"Extension {extension}"


def normal_load(shown: Trend, before: Trend) -> NormalLoad:
    """The load of a trend by day; ``before`` is the trend of ``REFERENCE`` before its first day.

    The range as a whole is compared with what it would have had if each of its days had been like
    that weekday in one and the same week before, week by week. So what whole weeks have in common
    is in the comparison, and the band of many weeks is rather too wide than too narrow.
    """
    reference = _reference(before)
    days = [step.first for step in shown.steps]
    of_weekday = [
        [reference[day] for day in sorted(reference) if day.weekday() == weekday]
        for weekday in range(_DAYS_OF_A_WEEK)
    ]
    bands = tuple(normal_band(of_weekday[day.weekday()]) for day in days)
    counts = [_calls(shown, place) for place in range(len(shown))]
    partial = sum(state in _PARTIAL for state in shown.states)
    complete = [number for number in counts if number is not None]
    missing = len(shown) - len(complete) - partial
    over = [day for day, number in zip(days, counts, strict=True) if number is not None]
    return NormalLoad(
        bands=bands,
        verdicts=tuple(
            None if band is None or number is None else band.verdict(number)
            for band, number in zip(bands, counts, strict=True)
        ),
        reference_days=tuple(len(of_weekday[day.weekday()]) for day in days),
        calls=sum(complete),
        band=None if missing or not over else normal_band(_sums_by_week(over, before, reference)),
        days=len(complete),
        partial=partial,
        missing=missing,
        idle_before=_idle(before),
    )


def _calls(trend: Trend, place: int) -> int | None:
    """The calls of a day that is over and lacks nothing."""
    if trend.states[place] is not StepState.WHOLE or trend.cells["left_out"][place]:
        return None
    calls: int | None = trend.cells["calls"][place]
    return calls


def _reference(before: Trend) -> Mapping[date, int]:
    """The calls of complete days.

    Days without calls before the first one with calls are left out when they make up
    ``QUIET_AT_FIRST`` or more: whoever started a month ago was not idle before.
    """
    counts = {step.first: _calls(before, place) for place, step in enumerate(before.steps)}
    begins = next((day for day, number in counts.items() if number != 0), None)
    if begins is None:  # none at all, or no days
        return {}
    if begins - before.steps[0].first < QUIET_AT_FIRST:
        begins = before.steps[0].first
    return {day: number for day, number in counts.items() if number is not None and day >= begins}


def _idle(before: Trend) -> bool:
    counts = [_calls(before, place) for place in range(len(before))]
    return bool(counts) and all(number == 0 for number in counts)


def _sums_by_week(days: Sequence[date], before: Trend, reference: Mapping[date, int]) -> list[int]:
    """What the days would have had in each of the weeks before that has all their weekdays."""
    last = before.steps[-1].first if before.steps else None
    if last is None:
        return []
    weekdays = Counter(day.weekday() for day in days)
    sums = []
    for week in range(WEEKS):
        ends = last - week * _DAYS_OF_A_WEEK * ONE_DAY
        dates = [ends - place * ONE_DAY for place in range(_DAYS_OF_A_WEEK)]
        needed = [day for day in dates if day.weekday() in weekdays]
        if all(day in reference for day in needed):
            sums.append(sum(weekdays[day.weekday()] * reference[day] for day in needed))
    return sums
