"""People on the phone at the same time, by the hour of the week."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.hours import HourFilter
from telephony.metrics.traffic import Traffic, traffic_of
from telephony.metrics.workload_words import traffic_words
from telephony.periods.period import Period
from tests.telephony.frames.hour_frames import hour_frame, hours_of
from tests.telephony.periods.ranges import moments_near_changes, period

LATER = datetime(2100, 1, 1, tzinfo=UTC)
HOUR = 3_600_000_000
WEEK = period("2026-11-16T00:00", "2026-11-23T00:00")


def traffic(asked: Period, talk: dict[int, int | None], as_of: datetime = LATER) -> Traffic:
    """``talk`` [us] by the hour's place in the period: inbound and outbound, each half."""
    halves = {place: None if us is None else us // 2 for place, us in talk.items()}
    frame = hour_frame(asked, lambda place: halves.get(place, 0))
    return traffic_of(frame, HourFilter(asked, as_of))


@given(moments_near_changes(), st.integers(0, 5))
def test_each_hour_of_the_week_has_its_talk_time_over_its_time(
    near: tuple[ZoneInfo, datetime], quiet: int
) -> None:
    zone, at = near
    start = at.replace(minute=0, second=0, microsecond=0)
    asked = Period(start, start + timedelta(days=10), zone)
    hours = hours_of(asked)
    found = traffic(asked, {place: 2 * place * quiet for place in range(len(hours))})
    talk, time = defaultdict(int), defaultdict(float)
    frame_filter = HourFilter(asked, LATER)
    for place, (begin, end) in enumerate(hours):
        if not frame_filter.is_whole(begin, end):
            continue
        local = begin.astimezone(zone)
        key = local.weekday(), local.hour, bool(local.fold)
        talk[key] += 2 * place * quiet
        time[key] += (end - begin).total_seconds() * 1e6
    cells = found.cells.dropna(subset=["erlangs"])
    assert {
        (one.weekday, one.hour, one.again): pytest.approx(one.erlangs) for one in cells.itertuples()
    } == {key: talk[key] / time[key] for key in time}
    if time:
        assert found.mean == pytest.approx(sum(talk.values()) / sum(time.values()))


def test_the_peak_and_the_average_stand_in_a_sentence() -> None:
    found = traffic(WEEK, {10: 3 * HOUR + HOUR // 5, 34: HOUR})
    assert traffic_words(found) == (
        "3.2 people on the phone at Mon 10–11, the busiest hour of the week; "
        "0.0 on average over 168 hours."
    )
    assert "3,2 people" in traffic_words(found, LocaleStyle(".", ","))


@pytest.mark.parametrize(
    ("talk", "as_of", "words"),
    [
        ({}, LATER, "Nobody was on the phone over 168 hours."),
        (
            {3: None},
            LATER,
            "Nobody was on the phone over 167 hours. Incomplete: 1 hour unknown.",
        ),
        (dict.fromkeys(range(168)), LATER, "The values of these hours are unknown."),
        ({}, WEEK.start, "None of these hours is over yet."),
    ],
)
def test_a_sentence_says_why_there_is_no_peak(
    talk: dict[int, int | None], as_of: datetime, words: str
) -> None:
    assert traffic_words(traffic(WEEK, talk, as_of)) == words


def test_an_hour_that_came_twice_a_week_apart_is_averaged() -> None:
    fortnight = period("2026-11-09T00:00", "2026-11-23T00:00")
    found = traffic(fortnight, {10: 4 * HOUR, 168 + 10: 2 * HOUR})
    assert found.peak is not None
    assert (found.peak["erlangs"], found.peak["hours"]) == (3.0, 2)
    assert found.mean == pytest.approx(6 / 336)
