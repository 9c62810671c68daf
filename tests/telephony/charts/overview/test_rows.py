"""All charts of a page show the same extensions in the same order."""

from __future__ import annotations

import pytest
from hypothesis import given

from telephony.charts.figure import ChartOptions
from telephony.charts.overview import rows
from telephony.charts.overview.rows import order_by_calls
from telephony.frames.columns import MOST_CALLS
from telephony.metrics.frame_view import FrameView
from telephony.query.view import BarOrder, Direction
from tests.telephony.charts.figure_parts import BOTH, derived, staff
from tests.telephony.frames.extension_frames import frame, frames, row


def shown(count: int, selected: frozenset[str] = frozenset(), *, show_all: bool = False):
    columns = FrameView(derived(staff(count)))
    return rows.choose_rows(columns, ChartOptions(BOTH, selected, show_all))


def test_most_calls_come_first_then_the_longer_talk_then_the_lower_number() -> None:
    found = derived(
        [
            row("1000", ia=5, it=10),
            row("99", ia=5, it=10),
            row("7", ia=5, it=20),
            row("8", oa=6),
        ]
    )
    order = order_by_calls(FrameView(found), BOTH)
    assert found["extension"].iloc[order].tolist() == ["8", "7", "99", "1000"]


def test_only_calls_of_the_chosen_direction_count_for_the_order() -> None:
    found = derived([row("1", ia=9), row("2", oa=5), row("3", ia=1, oa=1)])
    order = order_by_calls(FrameView(found), Direction.OUTBOUND)
    assert found["extension"].iloc[order].tolist() == ["2", "3", "1"]


@given(frames(max_size=60))
def test_each_extension_has_a_row_or_is_among_the_others(frame) -> None:
    found = rows.choose_rows(FrameView(frame), ChartOptions(BOTH))
    assert sorted([*found.own, *found.others]) == list(range(len(frame)))
    assert len(found.others) != 1


@pytest.mark.parametrize(("count", "own", "others"), [(1, 1, 0), (26, 26, 0), (27, 25, 2)])
def test_above_twenty_six_extensions_the_rest_share_a_row(count, own, others) -> None:
    found = shown(count)
    assert (len(found.own), len(found.others)) == (own, others)
    assert len(found) == own + (others > 0)


def test_all_have_a_row_when_all_are_wanted() -> None:
    assert len(shown(226, show_all=True).own) == 226


def test_a_selected_extension_is_never_lost_among_the_others() -> None:
    found = shown(226, frozenset({"300", "310"}))
    assert len(found.own) == 27
    assert found.own[-2:].tolist() == [200, 210]
    assert len(found.others) == 199


def test_a_selection_of_all_leaves_the_rows_readable() -> None:
    everybody = frozenset(str(100 + place) for place in range(226))
    assert len(shown(226, everybody)) == 25 + rows.SELECTED_BEYOND + 1


def test_the_largest_counts_have_an_order() -> None:
    largest = MOST_CALLS
    found = derived([row("1", ia=1), row("2", ia=largest, iu=largest, oa=largest, ou=largest)])
    assert order_by_calls(FrameView(found), BOTH).tolist() == [1, 0]


def test_rows_are_in_the_order_asked_for_and_equal_ones_by_calls() -> None:
    found = frame(
        row("1", "Zoë", ia=9, it=50),
        row("2", "Ärger", ia=5, it=90),
        row("3", "Bob", ia=7, it=50),
    )
    columns = FrameView(found.assign(change=[0.5, float("nan"), float("inf")]))
    orders = {order: rows.order_of(columns, BOTH, order).tolist() for order in BarOrder}
    assert orders == {
        BarOrder.CALLS: [0, 2, 1],
        BarOrder.TALK: [1, 0, 2],
        BarOrder.CHANGE: [2, 0, 1],
        BarOrder.NAME: [1, 2, 0],
    }
    options = ChartOptions(BOTH, order=BarOrder.NAME)
    assert rows.choose_rows(columns, options).own.tolist() == [1, 2, 0]


def test_without_a_comparison_the_order_by_change_is_that_by_calls() -> None:
    columns = FrameView(frame(row("1", ia=3), row("2", ia=5)))
    assert rows.order_of(columns, BOTH, BarOrder.CHANGE).tolist() == [1, 0]
