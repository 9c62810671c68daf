"""The load's curve rises to all calls, and says in words how few carry how much."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from telephony.charts.overview.load_share import describe_load_share, load_share
from telephony.charts.overview.rows import order_by_calls
from telephony.formatting.locale_style import style_of
from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.query.view import Direction
from tests.telephony.charts.figure_parts import (
    BOTH,
    NOBODY,
    WEEK_SECONDS,
    derived,
    extensions,
    staff,
)
from tests.telephony.frames.extension_frames import frames, row


def drawn(rows, selected=NOBODY, direction=BOTH, **style):
    frame = derived(rows, direction)
    return load_share(frame, direction=direction, selected=selected, **style)


def statement(figure) -> str:
    return figure.layout.annotations[0].text.removeprefix("<b>").removesuffix("</b>")


@given(frames(max_size=30))
def test_the_curve_rises_in_the_charts_order_to_all_calls(frame) -> None:
    frame = derive(frame, WEEK_SECONDS)
    figure = load_share(frame, direction=BOTH, selected=NOBODY)
    if not figure.data:
        talk = frame["inbound_talk_us"].sum() + frame["outbound_talk_us"].sum()
        no_calls = "No calls counted, only talk time" if talk else "No calls to share"
        assert statement(figure) == no_calls
        assert frame["calls"].sum() == 0 or frame["calls"].isna().any()
        return
    [line] = figure.data
    assert list(line.x) == list(range(1, len(frame) + 1))
    assert list(line.y) == sorted(line.y)
    assert line.y[-1] == 100
    steps = [after - before for before, after in pairwise((0, *line.y))]
    assert all(step <= earlier + 0.02 for earlier, step in pairwise(steps))
    ordered = frame["extension"].iloc[order_by_calls(FrameView(frame), BOTH)]
    assert extensions(line) == ordered.tolist()


def test_the_statement_is_about_the_busiest_fifth() -> None:
    busy = [row(str(100 + place), ia=61 if place < 5 else 9) for place in range(26)]
    assert statement(drawn(busy)) == "5 of 26 carry 61.7 % of the calls"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "No calls to share"),
        ([row()], "No calls to share"),
        ([row(ia=3)], "1 extension carries all calls"),
        ([row("1", ia=3), row("2", ia=1)], "1 of 2 carries 75.0 % of the calls"),
    ],
)
def test_the_statement_of_few_extensions(rows, words: str) -> None:
    assert statement(drawn(rows)) == words


def test_the_statement_has_the_readers_separators() -> None:
    figure = drawn([row("1", ia=3), row("2", ia=1)], style=style_of("de"))
    assert statement(figure) == "1 of 2 carries 75,0\xa0% of the calls"


def test_only_the_chosen_direction_is_shared() -> None:
    figure = drawn([row("1", ia=9, oa=1), row("2", oa=3)], direction=Direction.OUTBOUND)
    assert extensions(figure.data[0]) == ["2", "1"]
    assert figure.layout.yaxis.title.text == "Share of outbound calls (%)"


def test_a_selected_extension_is_marked_on_the_line() -> None:
    figure = drawn(staff(100), frozenset({"103", "999"}))
    line, marked = figure.data
    assert extensions(marked) == ["103"]
    assert list(marked.x) == [4]
    assert list(marked.y) == [line.y[3]]


def test_a_point_says_whose_it_is_and_how_many_calls() -> None:
    [line] = drawn([row("100", "Ana", ia=1200)]).data
    assert list(line.customdata) == [["100", "<b>Ana</b> 100", "1,200"]]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "Share of the load: no calls."),
        ([row()], "Share of the load: no calls."),
        ([row(it=60)], "Share of the load: no calls counted, only talk time."),
    ],
)
def test_talk_time_without_calls_is_told_to_those_who_do_not_see_the_chart(rows, words) -> None:
    frame = derived(rows, BOTH)
    assert describe_load_share(frame, direction=BOTH) == words
