"""What a trend has in common with every other trend of the same history, whoever is shown.

The steps, which of them have data, and how many seconds and days of them: none of it depends on the
extensions, so a history makes it once for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from telephony.answers.history import History
from telephony.answers.once import MakesOnce
from telephony.metrics.frame_view import Integers, Mask, Numbers
from telephony.metrics.steps import WITHOUT_DATA, Step, StepState, state_of, steps_of
from telephony.periods.buckets import Bucket, Cut
from telephony.periods.closed_days import ClosedDays
from telephony.periods.working_hours import WorkingHours
from telephony.query.view import StepLength


@dataclass(frozen=True)
class StepLayout(MakesOnce):
    """The steps of a history in order of time, and what each array says of each step.

    shown: it has data. seconds: of its buckets with data, up to the moment of the history. days: of
    the calendar in the range; days_held: those with data in every bucket. Of each bucket, by its
    place, there is the start in microseconds since 1970, the step, and whether it has data; that
    of the last place, which is no bucket, is False. covered_from: the first day that an average of
    seven days may reach back to.
    """

    steps: tuple[Step, ...]
    states: tuple[StepState, ...]
    shown: Mask
    seconds: Numbers
    days: Integers
    days_held: Integers
    bucket_starts: Integers
    bucket_steps: npt.NDArray[np.intp]
    bucket_held: Mask
    covered_from: date

    def only(self, places: Sequence[int], covered_from: date) -> StepLayout:
        """The layout of the steps at these places alone, in order."""
        at = np.array(places, dtype=np.intp)
        numbers = np.zeros(len(self.steps), dtype=np.intp)
        numbers[at] = range(len(at))
        there = np.append(np.isin(self.bucket_steps, at), [False])
        return replace(
            self,
            steps=tuple(self.steps[place] for place in places),
            states=tuple(self.states[place] for place in places),
            shown=self.shown[at],
            seconds=self.seconds[at],
            days=self.days[at],
            days_held=self.days_held[at],
            bucket_steps=numbers[self.bucket_steps],
            bucket_held=self.bucket_held & there,
            covered_from=covered_from,
        )


def layout_of(
    history: History, by: StepLength, zone: ZoneInfo, first_recorded: datetime | None, cut: Cut
) -> StepLayout:
    """The layout of a history whose buckets are days of ``zone``, or working hours: its ``cut``."""
    key = (layout_of, by, zone, first_recorded, cut)
    return history.once(key, lambda: _make(history, by, zone, first_recorded, cut))


def _make(
    history: History, by: StepLength, zone: ZoneInfo, first_recorded: datetime | None, cut: Cut
) -> StepLayout:
    buckets, now = history.buckets, history.as_of
    steps = steps_of(buckets, by, zone)
    inside = {place for place, bucket in enumerate(buckets) if bucket in history.held}
    lacking = {place for place, bucket in enumerate(buckets) if bucket in history.incomplete}
    states = tuple(
        state_of(step, inside, now, zone, first_recorded, cut=cut, incomplete=lacking)
        for step in steps
    )
    bucket_steps = np.zeros(len(buckets), dtype=np.intp)
    for number, step in enumerate(steps):
        bucket_steps[list(step.places)] = number
    seconds = np.zeros(len(steps))
    for place in inside:
        seconds[bucket_steps[place]] += _elapsed(buckets[place], now)
    held = np.zeros(len(buckets) + 1, dtype=bool)
    held[list(inside)] = True
    days, days_held = _days(history, steps, zone)
    return StepLayout(
        steps=steps,
        states=states,
        shown=np.array([state not in WITHOUT_DATA for state in states], dtype=bool),
        seconds=seconds,
        days=days,
        days_held=days_held,
        bucket_starts=np.array([_microseconds(one.start) for one in buckets], dtype=np.int64),
        bucket_steps=bucket_steps,
        bucket_held=held,
        covered_from=_covered_from(steps, cut),
    )


def _covered_from(steps: Sequence[Step], cut: Cut) -> date:
    if not steps:
        return date.max
    own = (cut,) if isinstance(cut, WorkingHours) else ()
    return ClosedDays(own).covered_from(steps[0].first)


def _days(history: History, steps: Sequence[Step], zone: ZoneInfo) -> tuple[Integers, Integers]:
    """Days by step, and how many of them have data in every bucket."""
    of_bucket = [bucket.start.astimezone(zone).date() for bucket in history.buckets]
    lost = {
        day
        for day, bucket in zip(of_bucket, history.buckets, strict=True)
        if bucket not in history.held
    }
    days = [{of_bucket[place] for place in step.places} for step in steps]
    counts = ([len(found) for found in days], [len(found - lost) for found in days])
    whole, held = (np.array(count, dtype=np.int64) for count in counts)
    return whole, held


def _elapsed(bucket: Bucket, now: datetime) -> float:
    return max(0.0, (min(bucket.end, now) - bucket.start).total_seconds())


def _microseconds(at: datetime) -> int:
    return round(at.timestamp()) * 1_000_000
