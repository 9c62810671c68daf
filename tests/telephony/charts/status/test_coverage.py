"""The calendar of stored days, and its tables."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from telephony.answers.coverage import Coverage, DayState
from telephony.charts.status.coverage import coverage_calendar, describe_coverage
from telephony.formatting.locale_style import ENGLISH
from telephony.tables.coverage import by_group, by_month

FIRST = date(2025, 12, 30)  # a Tuesday


def coverage(days: int, state: DayState = DayState.FINAL, **others: DayState) -> Coverage:
    found = {FIRST + timedelta(days=number): state for number in range(days)}
    found |= {
        date.fromisoformat(f"2026-{day[1:].replace('_', '-')}"): s for day, s in others.items()
    }
    return Coverage("A", found)


def test_each_day_has_its_cell_below_its_week_with_its_state_in_words() -> None:
    figure = coverage_calendar(
        coverage(8, d01_05=DayState.MISSING, d01_06=DayState.INCOMPLETE), ENGLISH
    )
    field, signs = figure.to_dict()["data"]
    places = list(zip(field["x"], field["y"], strict=True))
    assert places[0] == (0, 1)
    assert places[6] == (1, 0)
    assert field["customdata"][0] == "Tue 30 Dec 2025: final"
    assert field["customdata"][6] == "Mon 5 Jan 2026: missing"
    # a point without a text would have none in a later drawing either
    signed = dict(zip(zip(signs["x"], signs["y"], strict=True), signs["text"], strict=True))
    assert signed == {(1, 0): "·", (1, 1): "!"}
    assert field["z"][5:] == [2, 0, 1]


@pytest.mark.parametrize("days", [0, 1, 7, 400, 1200])
def test_the_figure_is_valid_for_any_number_of_days(days: int) -> None:
    figure = coverage_calendar(coverage(days), ENGLISH)
    go.Figure(figure.to_dict())
    if days:
        ticks = figure.to_dict()["layout"]["xaxis"]["tickvals"]
        assert ticks[0] == 0
        assert all(later - earlier >= 12 for earlier, later in pairwise(ticks))


def test_it_is_described_in_a_sentence() -> None:
    assert describe_coverage(coverage(3, d01_01=DayState.MISSING), ENGLISH) == (
        "3 days of history: 2 final, 0 incomplete, 1 missing."
    )


def test_tables_count_the_same_by_month_and_by_group() -> None:
    found = coverage(8, d01_05=DayState.MISSING)
    months = by_month(found).to_numpy().tolist()
    assert months == [["Jan 2026", "5", "0", "1"], ["Dec 2025", "2", "0", "0"]]
    table = by_group([found], {"A": "Sales"})
    assert list(table.columns) == ["Group", "Final", "Incomplete", "Missing"]
    assert table.to_numpy().tolist() == [["Sales", "7", "0", "1"]]
