"""A waterfall adds up: each part begins where the one before ended, down to the last bar."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.charts.changes.charts import rate_change, talk_change
from telephony.charts.changes.waterfall import describe, draw
from telephony.formatting.locale_style import ENGLISH
from telephony.metrics.change_parts import changes_of
from telephony.metrics.changes import Changes
from telephony.metrics.frame_view import FrameView
from telephony.query.view import Direction
from tests.telephony.charts.figure_parts import texts
from tests.telephony.charts.test_figures import plotly_accepts
from tests.telephony.frames.extension_frames import frame, frames, row
from tests.telephony.metrics.test_change_sentences import COMPARED
from tests.telephony.metrics.test_changes import BEFORE, NOW

SECOND = 1_000_000
GROUPS = replace(COMPARED, before="Support", of_groups=True)


def changed(before: pd.DataFrame, now: pd.DataFrame, *, of_groups: bool = False) -> Changes:
    return changes_of(FrameView(before), FrameView(now), Direction.BOTH, of_groups=of_groups)


def test_the_bars_of_the_group_of_four() -> None:
    talk = talk_change(changed(BEFORE, NOW), COMPARED, ENGLISH)
    assert [(bar.label, bar.value / SECOND) for bar in talk.bars] == [
        ("Before", 2200),
        ("More calls", 950),
        ("Longer calls", 30),
        ("New (1)", 540),
        ("Gone (1)", -300),
        ("Now", 3420),
    ]
    assert describe(talk) == (
        "Talk time. Before: 36 min 40 s; More calls: +15 min 50 s (inbound +15 min 50 s, outbound "
        "0 s); Longer calls: +30 s (inbound +30 s, outbound 0 s); New (1): +9 min 0 s (1 extension "
        "without calls before); Gone (1): −5 min 0 s (1 extension without now); Now: 57 min 0 s."
    )
    rate = rate_change(changed(BEFORE, NOW), COMPARED, ENGLISH)
    assert [(bar.label, bar.words) for bar in rate.bars] == [
        ("Before", "62.5 %"),
        ("Who took the calls", "+2.5 points"),
        ("How each did", "+3.0 points"),
        ("Now", "68.0 %"),
    ]


def test_fewer_and_shorter_calls_are_called_so() -> None:
    before, now = frame(row("1", ia=9, it=900)), frame(row("1", ia=3, it=100))
    bars = talk_change(changed(before, now), COMPARED, ENGLISH).bars
    assert [bar.label for bar in bars] == ["Before", "Fewer calls", "Shorter calls", "Now"]


@given(frames(), frames(), st.booleans())
def test_bars_add_up_and_follow_each_other_and_plotly_accepts_them(
    before: pd.DataFrame, now: pd.DataFrame, of_groups: bool
) -> None:
    compared = GROUPS if of_groups else COMPARED
    changes = changed(before, now, of_groups=of_groups)
    talk, rate = talk_change(changes, compared, ENGLISH), rate_change(changes, compared, ENGLISH)
    # talk time to the microsecond
    assert sum(bar.value for bar in talk.bars[:-1]) == talk.bars[-1].value
    if rate.bars:
        assert sum(bar.value for bar in rate.bars[:-1]) == pytest.approx(rate.bars[-1].value)
    for chart in (talk, rate):
        figure = draw(chart, ENGLISH)
        plotly_accepts(figure)
        if not figure.data:
            assert chart.why_not in texts(figure.to_dict())
            continue
        [trace] = figure.data
        level = trace.base[0] + trace.x[0]
        for bar, base, length in list(zip(chart.bars, trace.base, trace.x, strict=True))[1:-1]:
            start, end = (base, base + length) if bar.value >= 0 else (base + length, base)
            assert start == pytest.approx(level, abs=1e-9)
            level = end
        assert trace.base[-1] == 0
        assert trace.x[-1] == pytest.approx(level, abs=1e-9)


def test_an_axis_that_does_not_begin_at_0_says_so() -> None:
    before, now = frame(row("1", ia=100, it=90_000)), frame(row("1", ia=101, it=91_000))
    figure = draw(talk_change(changed(before, now), COMPARED, ENGLISH), ENGLISH)
    assert "The axis does not begin at 0." in figure.layout.xaxis.title.text
    assert 0 < figure.layout.xaxis.range[0] < 25
    from_zero = draw(talk_change(changed(BEFORE, NOW), COMPARED, ENGLISH), ENGLISH)
    assert from_zero.layout.xaxis.range[0] == 0
    assert "does not" not in from_zero.layout.xaxis.title.text


def test_missing_rows_and_unreadable_values_mark_the_picture() -> None:
    gap = replace(COMPARED, why_not="Rows of 9–15 Nov 2026 are missing or doubtful.")
    figure = draw(talk_change(changed(BEFORE, NOW), gap, ENGLISH), ENGLISH)
    assert not figure.data
    assert gap.why_not in texts(figure.to_dict())
    half = frame(row("1", ia=20, it="?"), row("2", ia=20, it=40))
    chart = talk_change(changed(half, half), COMPARED, ENGLISH)
    assert "1 extension has unreadable values." in draw(chart, ENGLISH).layout.xaxis.title.text
    assert "1 extension has unreadable values." in describe(chart)


def test_without_calls_the_picture_says_so() -> None:
    nothing = changed(frame(), frame())
    assert describe(talk_change(nothing, COMPARED, ENGLISH)) == "Talk time: No talk time"
    rate = rate_change(nothing, COMPARED, ENGLISH)
    assert describe(rate) == "Pick-up rate: No inbound calls in one of the two"


def test_a_hostile_group_name_is_shown_and_nothing_else() -> None:
    named = replace(GROUPS, subject="<b>$x$</b>", before="#000001")
    figure = draw(talk_change(changed(BEFORE, NOW, of_groups=True), named, ENGLISH), ENGLISH)
    for text in texts(figure.to_dict()):
        assert not re.search(r"<b>\$|#000001", text)
