"""The charts by the hour hold the cells' figures, and a gap is never a zero."""

from __future__ import annotations

from datetime import UTC, datetime

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.charts import palette
from telephony.charts.hours.heatmap import describe_week, week_heatmap
from telephony.charts.hours.profile import describe_profile, hour_profile, profile_keys
from telephony.formatting import numbers
from telephony.formatting.locale_style import style_of
from telephony.metrics.hour_words import scale_title, total_words
from telephony.metrics.hours import CellState, HourFilter, grid, profile
from telephony.metrics.registry import HOUR_METRICS
from telephony.periods.working_hours_text import parse_hours
from telephony.tables.hours import profile_table, week_table
from tests.telephony.charts.test_figures import plotly_accepts
from tests.telephony.charts.test_palette import BACKGROUNDS, contrast
from tests.telephony.frames.hour_frames import hour_frame
from tests.telephony.periods.ranges import period

LATER = datetime(2100, 1, 1, tzinfo=UTC)
AUTUMN = period("2026-10-19T00:00", "2026-11-02T00:00")
SPRING = period("2026-03-23T00:00", "2026-03-30T00:00")
OFFICE = parse_hours(["mon-fri_08:00-17:00"])
every_key = pytest.mark.parametrize("key", HOUR_METRICS)


def week_of(asked=AUTUMN, key="calls", working=None, count=lambda place: place, **style):
    cells = grid(hour_frame(asked, count), key, HourFilter(asked, LATER, working))
    return cells, week_heatmap(cells, key, asked.zone.key, **style)


def day_of(asked=AUTUMN, key="calls", working=None, count=lambda place: place):
    lens = HourFilter(asked, LATER, working)
    frame = hour_frame(asked, count)
    cells = {one: profile(frame, one, lens) for one in {key, *profile_keys(key)}}
    return cells[key], hour_profile(cells, key, asked.zone.key)


def scale_of(key):
    return 60_000_000 if key == "talk" else 1


@given(st.sampled_from(sorted(HOUR_METRICS)), st.integers(1, 10**9), st.integers(2, 30))
@settings(max_examples=10, deadline=None)
def test_every_cell_has_its_mean_and_every_gap_none(key, factor, unknown) -> None:
    cells, figure = week_of(
        key=key, count=lambda place: None if place % unknown == 1 else place * factor
    )
    field, marks = figure.data
    for place, row in enumerate(cells.itertuples()):
        assert field.y[place] == row.weekday
        if row.state == CellState.VALUE:
            assert field.z[place] == pytest.approx(row.mean / scale_of(key), abs=0.0001)
            assert (row.weekday, field.x[place]) not in zip(marks.y, marks.x, strict=True)
        else:
            assert field.z[place] is None
    assert field.zmin == 0
    assert max(z for z in field.z if z is not None) <= field.zmax + 0.0001
    plotly_accepts(figure)


@every_key
def test_bars_are_as_high_as_the_means_and_plotly_accepts_them(key) -> None:
    cells, figure = day_of(key=key, count=lambda place: None if place % 24 == 3 else place * 1000)
    bars = [trace for trace in figure.data if trace.type == "bar" and trace.showlegend is None]
    assert [trace.name for trace in bars] == [HOUR_METRICS[one].label for one in profile_keys(key)]
    for place, row in enumerate(cells.itertuples()):
        drawn = [trace.y[place] for trace in bars]
        if row.state == CellState.VALUE:
            assert sum(drawn) == pytest.approx(row.mean / scale_of(key), abs=0.001)
        else:
            assert drawn == [None] * len(bars)
    plotly_accepts(figure)


def test_a_doubled_hour_has_a_column_and_a_name_of_its_own() -> None:
    _, figure = week_of()
    axis = figure.layout.xaxis
    ticks = dict(zip(axis.tickvals, axis.ticktext, strict=True))
    assert ticks[3] == "02<br>+01:00"
    assert list(axis.range) == [-0.5, 24.5]
    assert 4 not in ticks
    assert ticks[0] == "00"
    assert len(week_of(SPRING)[1].layout.xaxis.tickvals) == 8


def signs_of(figure: go.Figure) -> dict[tuple[int, int], str]:
    """The signs of a week by weekday and place."""
    signs = figure.data[1]
    return dict(zip(zip(signs.y, signs.x, strict=True), signs.text, strict=True))


def test_gaps_have_signs_and_words_of_their_own_kind() -> None:
    cells, figure = week_of(SPRING, count=lambda place: None if place == 30 else 5)
    places = zip(cells["weekday"], cells["hour"], strict=True)
    words = dict(zip(places, figure.data[0].customdata, strict=True))
    assert words[6, 2] == "<b>Sun 02:00–03:00</b><br>No such hour in this range"
    assert words[1, 6] == "<b>Tue 06:00–07:00</b><br>Unknown"
    assert words[1, 7] == "<b>Tue 07:00–08:00</b><br>10.0 calls per hour<br>10 calls over 1 hour"
    assert signs_of(figure) == {(6, 2): "–", (1, 6): "?"}
    cells, figure = week_of(SPRING, working=OFFICE)
    assert figure.data[0].customdata[0] == ("<b>Mon 00:00–01:00</b><br>Outside working hours")
    assert signs_of(figure)[0, 0] == "·"


def test_a_hover_says_mean_total_and_how_many_hours_stand_behind_it() -> None:
    cells, figure = week_of(key="talk", count=lambda _: 90_000_000)
    place = cells.index[(cells["weekday"] == 0) & (cells["hour"] == 9)][0]
    assert figure.data[0].customdata[place] == (
        "<b>Mon 09:00–10:00</b><br>3.0 minutes on the phone per hour<br>"
        "0:06:00 on the phone over 2 hours"
    )
    again = cells.index[cells["again"] & (cells["weekday"] == 6)][0]
    assert "Sun 02:00–03:00, the second time (+01:00)" in figure.data[0].customdata[again]
    german = week_of(style=style_of("de"))[1]
    assert "1.008,0 calls per hour" in " ".join(
        week_of(count=lambda _: 504, style=style_of("de"))[1].data[0].customdata
    )
    assert german.layout.separators == ",."


@pytest.mark.parametrize(
    ("key", "total", "words"),
    [
        ("calls", 1, "1 call"),
        ("calls", 1_204, "1,204 calls"),
        ("inbound", 1, "1 inbound call"),
        ("unanswered", 2, "2 unanswered calls"),
        ("talk", 3_725_000_000, "1:02:05 on the phone"),
    ],
)
def test_a_total_of_one_call_is_one_call(key: str, total: int, words: str) -> None:
    assert total_words(total, key, numbers.ENGLISH) == words


def test_the_scale_has_a_title_with_its_unit() -> None:
    for key in HOUR_METRICS:
        _, figure = week_of(key=key)
        [note] = figure.layout.annotations
        assert note.text == scale_title(key)
        assert ("minutes" in note.text) == (key == "talk")
        assert "average" in note.text


def test_the_zone_is_named_on_every_chart() -> None:
    for _, figure in (week_of(), day_of()):
        assert figure.layout.xaxis.title.text == "Hour of the day, Europe/Berlin"


def test_nothing_to_draw_says_why() -> None:
    for working, count, why in (
        (None, lambda _: None, "The values of these hours are unknown"),
        (parse_hours(["mon_08:00-09:00"]), lambda _: 1, "No hour of this range is included"),
    ):
        sunday = period("2026-11-22T00:00", "2026-11-23T00:00")
        for build in (week_of, day_of):
            _, figure = build(sunday, working=working, count=count)
            assert figure.layout.annotations[0].text == why
    early = period("2026-11-22T00:00", "2026-11-22T01:00")
    cells = grid(hour_frame(early), "calls", HourFilter(early, early.start))
    assert week_heatmap(cells, "calls", "UTC").layout.annotations[0].text == (
        "None of these hours is over yet"
    )


def test_a_sentence_stands_in_for_each_chart() -> None:
    cells, _ = week_of()
    assert describe_week(cells, "calls") == (
        "Calls per hour (average) by weekday and hour. Busiest: Sun 23:00–24:00, 504.0 calls per "
        "hour."
    )
    day, _ = day_of(count=lambda _: 0)
    assert describe_profile(day, "calls") == (
        "Calls per hour (average) by hour of the day: nothing in any hour."
    )


def test_a_table_has_the_same_cells_in_words() -> None:
    cells, _ = week_of(SPRING, key="inbound")
    table = week_table(cells, "inbound")
    assert list(table.columns) == ["Hour", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert table["Hour"].tolist()[:2] == ["00:00–01:00", "01:00–02:00"]
    assert table["Mon"].tolist()[:2] == ["0.0", "1.0"]
    assert table["Sun"].tolist()[2] == "–"
    day, _ = day_of(SPRING, key="inbound", count=lambda _: 1000)
    rows = profile_table(day, "inbound")
    assert rows.iloc[2].tolist() == ["02:00–03:00", "1,000.0", "6,000", "6", "0"]


def blended(colour: str, background: str) -> str:
    """A colour of the scale as it is seen over a background."""
    red, green, blue, alpha = (float(part) for part in colour[5:-1].split(","))
    under = (int(background[place : place + 2], 16) for place in (1, 3, 5))
    parts = zip((red, green, blue), under, strict=True)
    return "#" + "".join(f"{round(one * alpha + other * (1 - alpha)):02x}" for one, other in parts)


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_zero_looks_like_the_background_and_more_stands_out_more(background: str) -> None:
    seen = [blended(colour, background) for _, colour in palette.HEATMAP_SCALE]
    contrasts = [contrast(colour, background) for colour in seen]
    assert seen[0] == background
    assert contrasts == sorted(contrasts)
    assert contrasts[1] > 1.1  # a single call is seen
    assert contrasts[-1] > 3


def test_a_zero_has_no_sign_and_an_hour_outside_working_hours_has_one() -> None:
    cells, figure = week_of(SPRING, working=OFFICE, count=lambda _: 0)
    outside = cells["state"] == CellState.OUTSIDE
    places = zip(cells["weekday"], cells["hour"], strict=True)
    assert signs_of(figure) == {
        place: "·" for place, is_outside in zip(places, outside, strict=True) if is_outside
    }
