"""The charts of the workload hold its values, and say them in words."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.charts.workload.lorenz import describe_lorenz, lorenz_curve
from telephony.charts.workload.traffic import describe_traffic, traffic_heatmap
from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.metrics.hours import HourFilter
from telephony.metrics.traffic import traffic_of
from telephony.metrics.workload import workload_of
from telephony.query.view import Direction
from tests.telephony.charts.figure_parts import derived
from tests.telephony.charts.test_figures import plotly_accepts
from tests.telephony.frames.extension_frames import frames, row
from tests.telephony.frames.hour_frames import hour_frame
from tests.telephony.periods.ranges import period

HOUR = 3_600_000_000
LATER = datetime(2100, 1, 1, tzinfo=UTC)
WEEK = period("2026-11-16T00:00", "2026-11-23T00:00")
COMMA = LocaleStyle(".", ",")
FOUR = (
    row("100", "Ann <b>", it=1_800),
    row("101", "Ben", it=1_200),
    row("102", "Cem", it=600),
    row("103", "Dot"),
)


def load(*rows, absent=()):
    return workload_of(FrameView(derived(rows)), absent)


def statement(figure):
    return figure.layout.annotations[0].text


@given(frames(max_size=20), st.sampled_from(Direction))
@settings(max_examples=15)
def test_any_load_is_a_figure_that_plotly_accepts(plain, direction):
    of = workload_of(FrameView(derive(plain, 60.0, direction)), plain["extension"][:1])
    figure = lorenz_curve(of, direction)
    plotly_accepts(figure)
    if of.busiest is None:
        assert not figure.data
        return
    shares = of.rows["cumulative_share"].dropna()
    assert list(figure.data[1].x) == list(range(1, len(shares) + 1))
    assert list(figure.data[1].y) == (100 * shares).round(2).tolist()
    assert figure.data[1].y[-1] == 100


def test_the_curve_begins_at_nothing_and_marks_the_busiest_fifth_and_the_absent():
    figure = lorenz_curve(load(*FOUR, absent=("102",)), Direction.BOTH, style=COMMA)
    start, line, busiest, absent = figure.data
    assert (list(start.x), list(start.y)) == ([0, 1], [0, 50])
    assert list(line.y) == [50, 83.33, 100, 100]
    assert (list(busiest.x), list(busiest.y)) == ([1], [50])
    assert [one[0] for one in absent.customdata] == ["102"]
    assert statement(figure) == "<b>1 of 4 carries 50,0 %</b>"
    assert "&lt;b&gt;" in line.customdata[0][1]
    assert line.customdata[1][2:] == ["0:20:00", "33,3 %"]


def test_an_unknown_talk_time_is_not_on_the_curve_and_the_picture_says_so():
    some = load(*FOUR, row("104", it="unreadable"))
    figure = lorenz_curve(some, Direction.BOTH, marked="Incomplete: 1 <unknown>")
    assert len(figure.data[1].x) == 4
    assert statement(figure).endswith("<br>Incomplete: 1 &lt;unknown&gt;")
    assert "unknown and left out" in describe_lorenz(some)


def test_without_talk_time_the_figure_says_so():
    assert statement(lorenz_curve(load(row()), Direction.BOTH)) == "No talk time in this period."
    assert describe_lorenz(load(row())) == "Share of the talk time: No talk time in this period."


def test_the_heatmap_has_the_people_on_the_phone():
    talk = {10: 3 * HOUR, 34: HOUR, 50: None}
    halves = {place: None if us is None else us // 2 for place, us in talk.items()}
    frame = hour_frame(WEEK, lambda place: halves.get(place, 0))
    traffic = traffic_of(frame, HourFilter(WEEK, LATER))
    figure = traffic_heatmap(traffic, "Europe/Berlin", style=COMMA)
    plotly_accepts(figure)
    field = figure.data[0]
    by_place = {(x, y): z for x, y, z in zip(field.x, field.y, field.z, strict=True)}
    assert (by_place[10, 0], by_place[10, 1], by_place[2, 2]) == (3, 1, None)
    assert field.zmax == 3
    words = dict(zip(zip(field.x, field.y, strict=True), field.customdata, strict=True))
    assert words[10, 0] == (
        "<b>Mon 10:00–11:00</b><br>3,0 people on the phone<br>3:00:00 on the phone over 1 hour"
    )
    assert words[2, 2] == "<b>Wed 02:00–03:00</b><br>Unknown"
    assert describe_traffic(traffic).startswith(
        "People on the phone at the same time (erlangs) by weekday and hour. 3.0 people"
    )


def test_a_heatmap_without_any_value_says_why():
    traffic = traffic_of(hour_frame(WEEK, lambda _: None), HourFilter(WEEK, LATER))
    assert statement(traffic_heatmap(traffic, "UTC")) == "The values of these hours are unknown"
