"""A range against the weeks before: what is normal, and when nothing can be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.frames.quality import Quality
from telephony.metrics.normal_band import FEWEST_DAYS, Verdict, normal_band
from telephony.metrics.normal_load import REFERENCE, load_of, normal_load, reference_period
from telephony.metrics.trends import trend
from telephony.periods.buckets import buckets_of
from telephony.periods.working_hours import Stretch, WorkingHours
from telephony.query.view import Direction, StepLength
from tests.telephony.answers.histories import frame_of, history, span
from tests.telephony.frames.extension_frames import row

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu"]
DAY = timedelta(days=1)
UNREADABLE, GONE = "unreadable", None


def of(first, counts, zone="Europe/Berlin", now=None):
    """The trend by day that begins on ``first``; a day is its calls, unreadable, or gone."""
    zone = ZoneInfo(zone)
    days = [(first + n * DAY).isoformat() for n in range(len(counts))]
    rows = {
        day: [row(ia=number)]
        for day, number in zip(days, counts, strict=True)
        if number is not GONE
    }
    missing = [day for day, number in zip(days, counts, strict=True) if number is GONE]
    found = history(span(days[0], days[-1], zone), rows, missing=missing, now=now)
    return trend(found, StepLength.DAY, zone)


def weeks(*of_week):
    """Eight weeks before: the same number of calls on every day of a week."""
    return [calls for calls in of_week for _ in range(7)]


MONDAY = date(2026, 11, 16)
BEFORE = MONDAY - REFERENCE
USUAL = weeks(20, 22, 18, 20, 21, 19, 20, 23)


def test_a_week_of_twice_the_calls_is_above_on_each_day_and_together():
    load = normal_load(of(MONDAY, [40] * 7), of(BEFORE, USUAL))
    assert set(load.verdicts) == {Verdict.ABOVE}
    assert (load.verdict, load.calls, load.band.middle) == (Verdict.ABOVE, 280, 140)
    assert load.ratio == 2


def test_an_ordinary_week_is_normal():
    load = normal_load(of(MONDAY, [20] * 7), of(BEFORE, USUAL))
    assert set(load.verdicts) == {Verdict.NORMAL}
    assert (load.verdict, load.days, load.partial, load.missing) == (Verdict.NORMAL, 7, 0, 0)


def test_a_week_without_calls_is_below():
    assert normal_load(of(MONDAY, [0] * 7), of(BEFORE, USUAL)).verdict is Verdict.BELOW


def test_a_missing_or_unreadable_day_has_no_verdict_and_the_range_none_either():
    load = normal_load(of(MONDAY, [40, GONE, UNREADABLE, 40]), of(BEFORE, USUAL))
    assert load.verdicts == (Verdict.ABOVE, None, None, Verdict.ABOVE)
    assert (load.missing, load.band, load.verdict, load.ratio) == (2, None, None, None)


def test_today_has_a_band_but_no_verdict_and_is_not_in_the_sum():
    now = datetime(2026, 11, 17, 9, tzinfo=UTC)
    load = normal_load(of(MONDAY, [20, 3], now=now), of(BEFORE, USUAL))
    assert load.verdicts == (Verdict.NORMAL, None)
    assert load.bands[1] is not None
    assert (load.calls, load.partial, load.verdict) == (20, 1, Verdict.NORMAL)


def test_five_weeks_before_are_too_few():
    load = normal_load(of(MONDAY, [40] * 7), of(BEFORE, [GONE] * 21 + weeks(20, 20, 20, 20, 20)))
    assert set(load.bands) == {None}
    assert set(load.reference_days) == {5}
    assert (load.verdict, load.idle_before) == (None, False)


def test_an_extension_that_began_four_weeks_ago_was_not_idle_before():
    load = normal_load(of(MONDAY, [20] * 7), of(BEFORE, weeks(0, 0, 0, 0, 20, 20, 20, 20)))
    assert set(load.bands) == {None}


def test_two_idle_weeks_at_the_start_may_be_a_holiday():
    load = normal_load(of(MONDAY, [20] * 7), of(BEFORE, weeks(0, 0, 20, 20, 20, 20, 20, 20)))
    assert set(load.reference_days) == {8}
    assert load.verdict is Verdict.NORMAL


def test_nobody_is_compared_with_eight_weeks_without_calls():
    load = normal_load(of(MONDAY, [20] * 7), of(BEFORE, [0] * 56))
    assert load.idle_before
    assert load.verdict is None


def test_a_range_of_nothing_that_is_over_has_no_verdict():
    now = datetime(2026, 11, 16, 9, tzinfo=UTC)
    load = normal_load(of(MONDAY, [5], now=now), of(BEFORE, USUAL))
    assert (load.days, load.partial, load.verdict) == (0, 1, None)


def test_of_working_hours_only_their_days_are_compared():
    hours = WorkingHours.of((day, Stretch(8 * 60, 17 * 60)) for day in range(5))

    def worked(first, last, calls):
        period = span(first, last)
        buckets = buckets_of(period, hours)
        found = history(period, {}, now=period.end + DAY)
        return trend(_with_buckets(found, buckets, calls), StepLength.DAY, period.zone, cut=hours)

    before = worked(BEFORE.isoformat(), (MONDAY - DAY).isoformat(), 20)
    load = normal_load(worked("2026-11-16", "2026-11-22", 60), before)
    assert load.reference_days == (8,) * 5
    assert (load.days, load.verdict) == (5, Verdict.ABOVE)


def _with_buckets(found, buckets, calls):
    frame = frame_of({bucket: [row(ia=calls)] for bucket in buckets})
    return replace(found, frame=frame, buckets=buckets, held=frozenset(buckets))


def test_an_extension_idle_for_weeks_is_not_taken_for_one_before_the_records():
    period = span("2026-10-01", "2026-10-31")
    busy = {f"2026-10-{day:02}": [row("101", ia=3)] for day in range(1, 32)}
    busy["2026-10-31"] = [row("101", ia=3), row("100", ia=2)]
    reference = history(reference_period(period, period.end), {})
    loaded = load_of(history(period, busy), reference, period, "100", Direction.BOTH)
    assert (loaded.load.days, loaded.load.calls) == (31, 2)
    assert loaded.name == "Extension 100 (100)"


def test_an_unreadable_value_of_another_extension_leaves_a_day_complete():
    period = span("2026-11-16", "2026-11-16")
    odd = history(period, {"2026-11-16": [row("100", ia=2), row("101", ia="unreadable")]})
    [bucket] = odd.buckets
    odd = replace(odd, incomplete={bucket: Quality(unreadable_counts=1)})
    reference = history(reference_period(period, period.end), {})
    days = [load_of(odd, reference, period, one, Direction.BOTH) for one in ("100", "101")]
    assert [(one.load.days, one.load.missing) for one in days] == [(1, 0), (0, 1)]


day_counts = st.integers(0, 60) | st.sampled_from([UNREADABLE, GONE])


@given(
    st.lists(day_counts, min_size=1, max_size=20),
    st.lists(day_counts, min_size=56, max_size=56),
    st.sampled_from(ZONES),
    st.dates(date(2026, 3, 1), date(2026, 11, 10)),
)
@settings(max_examples=40, deadline=None)
def test_each_band_and_the_range_s_equal_a_slow_obvious_computation(now, before, zone, first):
    load = normal_load(of(first, now, zone), of(first - REFERENCE, before, zone))
    known = {first - REFERENCE + n * DAY: calls for n, calls in enumerate(before)}
    begins = next((day for day in sorted(known) if known[day] != 0), None)
    silent = begins is not None and (begins - min(known)).days >= 15
    usable = {
        day: calls
        for day, calls in known.items()
        if isinstance(calls, int) and begins is not None and not (silent and day < begins)
    }
    of_day = []
    for n, calls in enumerate(now):
        day = first + n * DAY
        same = [usable[day_before] for day_before in usable if (day - day_before).days % 7 == 0]
        band = normal_band(same)
        of_day.append(band)
        assert (band is None) == (len(same) < FEWEST_DAYS)
        judged = band is not None and isinstance(calls, int)
        assert load.verdicts[n] == (band.verdict(calls) if judged else None)
    assert load.bands == tuple(of_day)
    if not all(isinstance(calls, int) for calls in now):
        assert load.band is None
        return
    sums = []
    for week in range(1, 9):
        like = [usable.get(first + (n % 7) * DAY - 7 * week * DAY) for n in range(len(now))]
        if None not in like:
            sums.append(sum(like))
    assert load.band == normal_band(sums)
    assert load.calls == sum(now)


@pytest.mark.parametrize("zone", ZONES)
def test_the_days_are_those_of_the_zone(zone):
    load = normal_load(of(MONDAY, [40] * 7, zone), of(BEFORE, USUAL, zone))
    assert set(load.reference_days) == {8}
