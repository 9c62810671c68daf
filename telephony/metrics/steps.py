"""The steps of a trend: local days, ISO weeks or calendar months, made of stored buckets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from telephony.periods.buckets import Bucket, Cut, Grain, buckets_of
from telephony.periods.calendar import ONE_DAY, first_of_month
from telephony.periods.closed_days import is_weekend
from telephony.periods.period import Period
from telephony.periods.wall_clock import start_of_day
from telephony.periods.working_hours import WorkingHours
from telephony.query.view import StepLength

_DAYS_OF_A_WEEK = 7


class StepState(StrEnum):
    """How complete a step is: the first of these that applies, else whole.

    The values are the words in files.
    """

    NOT_RECORDED = "not recorded"  # it ended before the first call that the PBX still knows
    GAP = "no figures"  # none of it could be loaded, or it has not arrived yet
    INCOMPLETE = "incomplete"  # days, or pages, rows or values of them, are missing
    RUNNING = "not over"
    PART = "part"  # the range, or what the PBX recorded, is only a part of it
    WHOLE = "whole"


WITHOUT_DATA: Final = (StepState.NOT_RECORDED, StepState.GAP)


@dataclass(frozen=True)
class Step:
    """One day, week or month, both days included, and its buckets by their place in the range.

    ``first`` and ``last`` are the calendar's limits, also where the range begins inside.
    """

    first: date
    last: date
    places: tuple[int, ...]
    starts: datetime
    ends: datetime

    @property
    def days(self) -> int:
        """Days of the calendar in it."""
        return (self.last - self.first).days + 1

    @property
    def weekend(self) -> bool:
        """A Saturday or a Sunday."""
        return self.first == self.last and is_weekend(self.first)


def steps_of(buckets: Sequence[Bucket], by: StepLength, zone: ZoneInfo) -> tuple[Step, ...]:
    """The steps that the buckets make up, in order of time; each bucket is in exactly one.

    ``buckets`` are in order and do not overlap. A day that none of them touches has no step.
    """
    days = [bucket.start.astimezone(zone).date() for bucket in buckets]
    found = []
    for first, grouped in groupby(range(len(days)), key=lambda place: first_day(days[place], by)):
        places = tuple(grouped)
        starts, ends = buckets[places[0]].start, buckets[places[-1]].end
        found.append(Step(first, last_day(first, by), places, starts, ends))
    return tuple(found)


def first_day(day: date, by: StepLength) -> date:
    """The first day of the step that ``day`` belongs to."""
    if by is StepLength.WEEK:
        return day - day.weekday() * ONE_DAY
    return day.replace(day=1) if by is StepLength.MONTH else day


def last_day(first: date, by: StepLength) -> date:
    """The last day of the step that begins on ``first``."""
    if by is StepLength.WEEK:
        return first + (_DAYS_OF_A_WEEK - 1) * ONE_DAY
    return first_of_month(first, 1) - ONE_DAY if by is StepLength.MONTH else first


def state_of(  # noqa: PLR0913  # all that a step's worth depends on
    step: Step,
    held: Collection[int],
    now: datetime,
    zone: ZoneInfo,
    first_recorded: datetime | None,
    *,
    cut: Cut = Grain.DAY,
    incomplete: Collection[int] = (),
) -> StepState:
    """How complete a step is. ``held``: places of buckets that have data.

    ``incomplete``: those of them that lack pages, rows or values.
    ``cut``: how its buckets were cut; of working hours it is whole when these are.
    """
    if first_recorded is not None and step.ends <= first_recorded:
        return StepState.NOT_RECORDED
    there = sum(place in held for place in step.places)
    if not there:
        return StepState.GAP
    if there < len(step.places) or any(place in incomplete for place in step.places):
        return StepState.INCOMPLETE
    starts, ends = _limits(step, zone, cut)
    # after the last working hour of today a week may have more of them to come
    if step.ends > now or (isinstance(cut, WorkingHours) and ends > now):
        return StepState.RUNNING
    begun_before_records = first_recorded is not None and step.starts < first_recorded
    cut_in_front, cut_behind = step.starts > starts, step.ends < ends
    return StepState.PART if begun_before_records or cut_in_front or cut_behind else StepState.WHOLE


def _limits(step: Step, zone: ZoneInfo, cut: Cut) -> tuple[datetime, datetime]:
    """Where the step begins and ends when the range does not cut it."""
    starts, ends = start_of_day(step.first, zone), start_of_day(step.last + ONE_DAY, zone)
    if not isinstance(cut, WorkingHours):
        return starts, ends
    stretches = buckets_of(Period(starts, ends, zone), cut)
    return stretches[0].start, stretches[-1].end
