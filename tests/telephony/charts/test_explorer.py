"""A chart of any two fields."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.charts.explorer import MOST_BARS, describe_two_fields, two_fields
from telephony.odata.fields import FIELDS
from tests.telephony.frames.extension_frames import frame, frames, row

ROWS = frame(
    row("100", "Ann <b>", ia=12, it=600, sentiment=-4),
    row("101", "Ben", ia=3, it=90),
)
names = st.sampled_from(sorted(FIELDS))


@given(frames(max_size=20), names, names)
@settings(max_examples=25)
def test_plotly_accepts_any_two_fields(rows, x, y) -> None:
    drawn = two_fields(rows, x, y).to_plotly_json()
    go.Figure(drawn)
    assert str(len(rows)) in describe_two_fields(rows, x, y)


def test_two_numbers_are_points_with_durations_in_minutes() -> None:
    figure = two_fields(ROWS, "InboundAnsweredCount", "InboundAnsweredTalkingDur")
    assert (list(figure.data[0].x), list(figure.data[0].y)) == ([12, 3], [10, 1.5])
    assert figure.layout.xaxis.title.text == "InboundAnsweredCount (calls)"
    assert figure.layout.yaxis.title.text == "InboundAnsweredTalkingDur (minutes)"
    assert figure.data[0].customdata[0][1:] == ["<b>Ann &lt;b&gt;</b> 100", "12", "0:10:00"]


def test_long_durations_are_in_hours() -> None:
    figure = two_fields(
        frame(row("100", it=7_200), row("101", it=900)), "Dn", "InboundAnsweredTalkingDur"
    )
    assert list(figure.data[0].x) == [2, 0.25]
    assert figure.layout.xaxis.title.text == "InboundAnsweredTalkingDur (hours)"


def test_a_number_beside_a_text_is_bars_in_the_rows_order() -> None:
    figure = two_fields(ROWS[::-1], "DisplayName", "InboundAnsweredCount")
    assert list(figure.data[0].x) == [3, 12]
    assert list(figure.layout.yaxis.ticktext) == ["Ben 101", "Ann &lt;b&gt; 100"]


def test_unknown_values_are_left_out_and_counted() -> None:
    figure = two_fields(ROWS, "SentimentScore", "Dn")
    assert list(figure.data[0].x) == [-4]
    assert figure.layout.xaxis.range[0] < -4
    remark = "sentiment: 1 of 2 have one, 1 row with unknown values not shown"
    assert remark in figure.layout.xaxis.title.text


def test_more_bars_than_can_be_seen_are_cut_aloud() -> None:
    many = frame(*(row(str(n), ia=n) for n in range(MOST_BARS + 5)))
    figure = two_fields(many, "Dn", "InboundAnsweredCount")
    assert len(figure.data[0].x) == MOST_BARS
    assert f"the first {MOST_BARS} of {MOST_BARS + 5} rows" in figure.layout.xaxis.title.text


@pytest.mark.parametrize(
    ("rows", "x", "y", "words"),
    [
        (ROWS, "Dn", "DisplayName", "Choose a number"),
        (ROWS[1:], "SentimentScore", "Dn", "No rows"),
    ],
)
def test_where_nothing_can_be_drawn_it_says_so(rows, x, y, words) -> None:
    [note] = two_fields(rows, x, y).layout.annotations
    assert note.text.startswith(words)
