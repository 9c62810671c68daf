"""The funnel plot holds every rate and its limits, and names true outliers only."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.charts.rates.funnel import describe_funnel, funnel_plot
from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics import funnel
from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.metrics.reliability import reliability_of
from telephony.query.view import Direction
from tests.telephony.charts.figure_parts import NOBODY, derived
from tests.telephony.charts.test_figures import plotly_accepts
from tests.telephony.frames.extension_frames import frames, row

TWENTY = (
    *(row(str(number), ia=320, iu=80) for number in range(100, 119)),
    row("119", "Dot <i>", ia=200, iu=200),
    row("120"),
)


def found(*rows, direction=Direction.INBOUND):
    return reliability_of(FrameView(derived(rows)), direction)


@given(frames(max_size=20), st.sampled_from(Direction))
@settings(max_examples=15)
def test_any_rates_are_a_figure_that_plotly_accepts(plain, direction):
    of = reliability_of(FrameView(derive(plain, 60.0)), direction)
    figure = funnel_plot(of, frozenset(plain["extension"][:1]))
    plotly_accepts(figure)
    if of.rate is None:
        assert not figure.data
        return
    points = figure.data[-1]
    shown = of.rows.dropna(subset=["rate"])
    assert list(points.x) == shown["offered"].tolist()
    # half a hundredth, as of 39 of 96 (40.625), and what a float lacks
    assert list(points.y) == pytest.approx((100 * shown["rate"]).tolist(), abs=0.005 + 1e-9)


def test_the_limits_are_those_of_the_metric_around_the_groups_rate():
    of = found(*TWENTY)
    figure = funnel_plot(of, NOBODY)
    group, *lines, points = figure.data
    assert set(group.y) == {100 * of.rate}
    assert [line.name for line in lines] == ["95 % limits"] * 2 + ["99.8 % limits"] * 2
    for (lower, upper), level in zip(
        (lines[:2], lines[2:]), (funnel.INNER, funnel.OUTER), strict=True
    ):
        low, high = funnel.limits(np.array(lower.x), of.rate, level, of.factor)
        assert list(lower.y) == (100 * low).round(2).tolist()
        assert list(upper.y) == (100 * high).round(2).tolist()
    assert figure.layout.xaxis.title.text.endswith("1 extension without calls not shown</span>")
    assert points.name == "Extension"


def test_only_outliers_and_the_selected_are_named():
    [note] = funnel_plot(found(*TWENTY), NOBODY).layout.annotations
    assert note.text == "Dot &lt;i&gt; 119"
    assert (note.x, note.y) == (400, 50)
    names = {
        note.text for note in funnel_plot(found(*TWENTY), frozenset({"100"})).layout.annotations
    }
    assert names == {"Dot &lt;i&gt; 119", "Extension 100 100"}


def test_the_hover_says_rate_interval_and_rank():
    points = funnel_plot(found(row("1", ia=8, iu=2), *TWENTY), NOBODY, style=LocaleStyle(".", ","))
    words = {one[0]: one[2:] for one in points.data[-1].customdata}
    assert words["119"] == ["50,0 %, 200 of 400", "45,1 % to 54,9 %", "20"]
    assert words["1"] == ["80,0 %, 8 of 10", "49,0 % to 94,3 %", "none, too few calls"]


def test_the_picture_says_that_it_is_incomplete():
    figure = funnel_plot(found(*TWENTY), NOBODY, marked="Incomplete & more")
    assert figure.layout.annotations[-1].text == "Incomplete &amp; more"


def test_without_calls_the_figure_says_so():
    nobody = found(row(), direction=Direction.OUTBOUND)
    words = "No outbound calls in this period, so there is no connect rate."
    assert funnel_plot(nobody, NOBODY).layout.annotations[0].text == words
    assert describe_funnel(nobody) == f"Connect rate by number of calls: {words}"
