"""Means by the hour, counted a second time one hour after the other."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.frames.hour_columns import VALUES
from telephony.metrics.hours import (
    CellState,
    HourFilter,
    busiest,
    grid,
    inside,
    left_out_words,
    profile,
)
from telephony.metrics.registry import HOUR_METRICS
from telephony.periods.period import Period
from telephony.periods.working_hours_text import parse_hours
from telephony.query.view import HourMetric
from tests.telephony.frames.hour_frames import hour_frame, hours_of
from tests.telephony.periods.generated_working_hours import working_hours
from tests.telephony.periods.ranges import BERLIN, moments_near_changes, period

LATER = datetime(2100, 1, 1, tzinfo=UTC)
OFFICE = parse_hours(["mon-fri_08:00-17:00"])
AUTUMN = period("2026-10-19T00:00", "2026-11-02T00:00")
SPRING = period("2026-03-23T00:00", "2026-03-30T00:00")


def cell(cells: pd.DataFrame, weekday: int, hour: int, *, again: bool = False) -> pd.Series:
    chosen = (cells["weekday"] == weekday) & (cells["hour"] == hour) & (cells["again"] == again)
    [row] = [row for _, row in cells[chosen].iterrows()]
    return row


@given(
    moments_near_changes(),
    st.integers(1, 24 * 10),
    st.integers(0, 59),
    st.none() | working_hours,
    st.integers(-5, 24 * 12),
)
def test_every_cell_is_the_mean_of_the_whole_hours_that_took_place(
    near, length, minutes, working, elapsed
) -> None:
    zone, at = near
    start = at.replace(second=0, microsecond=0)
    asked = Period(start, start + timedelta(hours=length, minutes=minutes), zone)
    as_of = start + timedelta(hours=elapsed)
    frame = hour_frame(asked, lambda place: None if place % 7 == 3 else place)
    lens = HourFilter(asked, as_of, working)
    expected = defaultdict(list)
    for place, (begin, end) in enumerate(hours_of(asked)):
        local = begin.astimezone(zone)
        since = local.hour * 60 + local.minute
        inner = range(since, min(since - (begin - end) // timedelta(minutes=1), 24 * 60))
        counts = working is None or any(
            first <= minute < last
            for first, last in working.days[local.weekday()]
            for minute in inner
        )
        edge = (begin == asked.start and local.minute) or (
            end == asked.end and end.astimezone(zone).minute
        )
        if counts and not edge and end <= as_of and place % 7 != 3:
            expected[local.weekday(), local.hour, bool(local.fold)].append(2 * place)
    cells = grid(frame, "calls", lens)
    found = {
        (row.weekday, row.hour, row.again): (row.hours, row.total, row.mean)
        for row in cells[cells["state"] == CellState.VALUE].itertuples()
    }
    assert found == {
        key: (len(values), sum(values), sum(values) / len(values))
        for key, values in expected.items()
    }
    by_day = defaultdict(list)
    for (_, hour, again), values in expected.items():
        by_day[hour, again] += values
    day = profile(frame, "calls", lens)
    assert {
        (row.hour, row.again): (row.hours, row.total)
        for row in day[day["state"] == CellState.VALUE].itertuples()
    } == {key: (len(values), sum(values)) for key, values in by_day.items()}
    assert len(cells) == 7 * len(day) >= 7 * 24


def test_a_week_has_24_cells_a_day_and_each_hour_once() -> None:
    asked = period("2026-11-16T00:00", "2026-11-23T00:00")
    cells = grid(hour_frame(asked), "inbound", HourFilter(asked, LATER))
    assert cells["hours"].tolist() == [1] * 168
    assert cell(cells, 0, 0)["mean"] == 0
    assert cell(cells, 0, 0)["state"] == CellState.VALUE
    assert cell(cells, 6, 23)["mean"] == 167


def test_a_doubled_hour_stands_twice_with_its_offset_and_the_range_has_no_third() -> None:
    cells = grid(hour_frame(AUTUMN), "inbound", HourFilter(AUTUMN, LATER))
    assert len(cells) == 7 * 25
    first, second = (cell(cells, 6, 2, again=again) for again in (False, True))
    assert (first["hours"], second["hours"]) == (2, 1)
    assert second["offset"] == "+01:00"
    assert second["total"] == 6 * 24 + 3
    assert first["total"] == 6 * 24 + 2 + 13 * 24 + 1 + 2
    assert cell(cells, 0, 2, again=True)["state"] == CellState.NEVER
    assert cells["hours"].sum() == 14 * 24 + 1


def test_a_missing_hour_is_no_zero() -> None:
    cells = grid(hour_frame(SPRING), "inbound", HourFilter(SPRING, LATER))
    gone = cell(cells, 6, 2)
    assert (gone["state"], gone["hours"]) == (CellState.NEVER, 0)
    assert pd.isna(gone["mean"])
    day = profile(hour_frame(SPRING), "inbound", HourFilter(SPRING, LATER))
    assert day[day["hour"] == 2]["hours"].tolist() == [6]


def test_working_hours_leave_the_rest_out_of_sums_and_of_denominators() -> None:
    asked = period("2026-11-09T00:00", "2026-11-23T00:00")
    lens = HourFilter(asked, LATER, OFFICE)
    cells = grid(hour_frame(asked, lambda _: 1), "inbound", lens)
    assert cells["hours"].sum() == 2 * 5 * 9
    assert cell(cells, 0, 7)["state"] == cell(cells, 5, 9)["state"] == CellState.OUTSIDE
    day = profile(hour_frame(asked, lambda _: 1), "inbound", lens)
    assert day[day["hour"] == 9]["hours"].tolist() == [10]
    assert len(inside(hour_frame(asked), lens)) == 90


def test_a_running_hour_and_one_that_the_range_cuts_are_left_out_and_said_to_be() -> None:
    asked = period("2026-11-16T08:20", "2026-11-16T13:00")
    now = asked.start + timedelta(hours=3)
    frame = hour_frame(asked, lambda _: 6).iloc[:4]
    lens = HourFilter(asked, now)
    cells = grid(frame, "inbound", lens)
    assert cell(cells, 0, 8)["state"] == CellState.RUNNING
    assert [cell(cells, 0, hour)["hours"] for hour in (9, 10)] == [1, 1]
    assert cell(cells, 0, 11)["state"] == CellState.RUNNING
    assert left_out_words(frame, lens) == [
        "The current hour is not over and is left out.",
        "An hour that is only partly in the range is left out.",
    ]
    half = HourFilter(asked, LATER, parse_hours(["mon_09:30-12:00"]))
    assert left_out_words(frame, half) == [
        "Where working hours begin or end inside an hour, the whole hour counts."
    ]
    assert cell(grid(frame, "inbound", half), 0, 9)["hours"] == 1


def test_what_nobody_knows_is_unknown_and_no_zero() -> None:
    asked = period("2026-11-09T00:00", "2026-11-23T00:00")
    frame = hour_frame(asked, lambda place: None if place in (9, 10, 7 * 24 + 10) else 4)
    cells = grid(frame, "calls", HourFilter(asked, LATER))
    half, none = cell(cells, 0, 9), cell(cells, 0, 10)
    assert (half["hours"], half["unknown"], half["mean"]) == (1, 1, 8)
    assert (none["hours"], none["unknown"], none["state"]) == (0, 2, CellState.UNKNOWN)


def test_talk_time_is_that_of_both_directions() -> None:
    asked = period("2026-11-16T00:00", "2026-11-17T00:00")
    cells = grid(hour_frame(asked, lambda _: 90_000_000), "talk", HourFilter(asked, LATER))
    assert cell(cells, 0, 9)["mean"] == 180_000_000


def test_the_busiest_hour_is_the_first_of_the_highest() -> None:
    asked = period("2026-11-16T00:00", "2026-11-23T00:00")
    frame = hour_frame(asked, lambda place: 9 if place in (34, 58) else 1)
    top = busiest(grid(frame, "inbound", HourFilter(asked, LATER)))
    assert (top["weekday"], top["hour"], top["mean"]) == (1, 10, 9)
    assert (
        busiest(grid(hour_frame(asked, lambda _: 0), "inbound", HourFilter(asked, LATER))) is None
    )
    assert (
        busiest(grid(hour_frame(asked, lambda _: None), "calls", HourFilter(asked, LATER))) is None
    )


def test_every_figure_that_a_link_can_name_is_defined() -> None:
    assert list(HOUR_METRICS) == [figure.value for figure in HourMetric]


@pytest.mark.parametrize("key", HOUR_METRICS)
def test_every_figure_is_defined_and_made_of_columns_of_the_frame(key) -> None:
    metric = HOUR_METRICS[key]
    assert set(metric.top) <= set(VALUES)
    assert metric.key == key
    assert metric.help.startswith(f"{metric.label}: ")


def test_a_frame_without_hours_is_a_grid_of_gaps() -> None:
    asked = Period(AUTUMN.start, AUTUMN.start, BERLIN)
    cells = grid(hour_frame(asked), "calls", HourFilter(asked, LATER))
    assert set(cells["state"]) == {CellState.NEVER}
