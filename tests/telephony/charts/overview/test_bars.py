"""The bars' lengths are the frame's figures, and each row says all of them."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest
from hypothesis import given

from telephony.charts import palette
from telephony.charts.figure import LOW, TALL
from telephony.charts.overview.calls import volume
from telephony.charts.overview.talk_time import talk_time
from telephony.formatting import numbers
from telephony.formatting.locale_style import style_of
from telephony.frames.columns import COUNTS, TALKS
from telephony.metrics.extension_metrics import derive, total
from telephony.metrics.registry import METRICS, label_of
from telephony.query.view import Direction
from tests.telephony.charts.figure_parts import (
    BOTH,
    NOBODY,
    WEEK_SECONDS,
    bars,
    derived,
    extensions,
    staff,
    touch,
)
from tests.telephony.frames.extension_frames import frames, row


def calls_of(frame, direction=BOTH, selected=NOBODY, *, show_all=False, **style) -> go.Figure:
    return volume(frame, direction=direction, selected=selected, show_all=show_all, **style)


def talk_of(frame, direction=BOTH, selected=NOBODY, *, show_all=False, **style) -> go.Figure:
    return talk_time(frame, direction=direction, selected=selected, show_all=show_all, **style)


def test_series_are_stacked_in_one_order_with_fixed_colours() -> None:
    traces = bars(calls_of(derived(staff(3))))
    assert [trace.name for trace in traces] == [
        "Inbound answered",
        "Inbound unanswered",
        "Outbound answered",
        "Outbound unanswered",
    ]
    assert [trace.marker.color for trace in traces] == [palette.SERIES[key] for key in COUNTS]
    assert [bool(trace.marker.pattern.shape) for trace in traces] == [False, True, False, True]


def test_a_direction_draws_its_own_series_only() -> None:
    frame = derived(staff(3), Direction.OUTBOUND)
    names = [trace.name for trace in bars(calls_of(frame, Direction.OUTBOUND))]
    assert names == ["Outbound answered", "Outbound unanswered"]
    [talk] = bars(talk_of(frame, Direction.OUTBOUND))
    assert talk.name == "Outbound talk time"
    assert (
        "nbound" not in " ".join(names) + touch(calls_of(frame, Direction.OUTBOUND)).hovertemplate
    )


def test_bars_without_any_length_say_what_there_is_none_of() -> None:
    quiet = derived([row("100"), row("101")])
    assert [note.text for note in calls_of(quiet).layout.annotations] == ["No calls"]
    assert [note.text for note in talk_of(quiet).layout.annotations] == ["No talk time"]
    inbound = derived([row("100", oa=3, ot=60)], Direction.INBOUND)
    [note] = calls_of(inbound, Direction.INBOUND).layout.annotations
    assert note.text == "No inbound calls"
    [note] = calls_of(derived([row("100", ia="many")])).layout.annotations
    assert note.text == "No calls that could be read"
    assert not calls_of(derived(staff(2))).layout.annotations
    [note] = calls_of(derived([row("100", ot=60)])).layout.annotations
    assert note.text == "No calls counted, only talk time"


def _drawn(figure) -> float:
    """The length of all bars together."""
    return sum(sum(trace.x) for trace in bars(figure)) if figure.data else 0


@given(frames(max_size=40))
def test_the_bars_add_up_to_the_frame_and_both_charts_have_the_same_rows(plain) -> None:
    frame = derive(plain, WEEK_SECONDS)
    calls, talk = calls_of(frame), talk_of(frame)
    assert _drawn(calls) == plain[list(COUNTS)].sum().sum()
    unit = 3600e6 if "hours" in (talk.layout.xaxis.title.text or "") else 60e6
    rounding = 0.00005 * unit * 2 * len(plain)
    assert _drawn(talk) * unit == pytest.approx(plain[list(TALKS)].sum().sum(), abs=rounding)
    if frame.empty:
        assert not calls.data
        assert not talk.data
        return
    for trace in (*calls.data, *talk.data):
        assert extensions(trace) == extensions(touch(calls))
        assert list(trace.y) == list(range(len(trace.x)))
    assert calls.layout.yaxis.ticktext == talk.layout.yaxis.ticktext
    assert calls.layout.yaxis.range == talk.layout.yaxis.range
    top, bottom = calls.layout.yaxis.range[::-1]
    assert top < 0 < bottom


@given(frames(max_size=30))
def test_a_row_says_every_figure_of_its_extension_in_the_tables_words(frame) -> None:
    frame = derive(frame, WEEK_SECONDS)
    said = {words[0]: words[2:] for words in touch_of(calls_of(frame, show_all=True))}
    assert len(said) == len(frame)
    for place, extension in enumerate(frame["extension"]):
        words = dict(zip(METRICS, said[extension], strict=True))
        for key in ("inbound_answered", "outbound_unanswered", "calls"):
            count = frame[key].array[place]
            assert words[key] == (numbers.UNKNOWN if count is frame[key].array.dtype.na_value
                                  else numbers.count(int(count)))  # fmt: skip
        assert (words["sentiment"] == "?") == bool(frame["sentiment"].isna().array[place])


def touch_of(figure: go.Figure) -> list[list[str]]:
    return touch(figure).customdata if figure.data else []


def test_a_row_reads_like_the_table() -> None:
    frame = derived([row("100", "Ana", ia=1234, iu=1, it=3725, oa=0, ou=0), row("101", ia="?")])
    [ana, other] = touch_of(calls_of(frame))
    words = dict(zip(METRICS, ana[2:], strict=True))
    assert ana[:2] == ["100", "<b>Ana</b> 100"]
    assert words["inbound_answered"] == "1,234"
    assert words["pick_up_rate"] == "99.9 %"
    assert words["inbound_talk"] == "1:02:05"
    assert words["connect_rate"] == "–"
    assert dict(zip(METRICS, other[2:], strict=True))["inbound_answered"] == "?"


def test_the_hover_names_each_figure_and_no_text_of_the_pbx() -> None:
    template = touch(calls_of(derived([row("100", "%{x} <b>Ana</b>", ia=1)]))).hovertemplate
    for place, key in enumerate(METRICS, start=2):
        assert f"{label_of(key, BOTH)}: %{{customdata[{place}]}}" in template
    assert "Ana" not in template


def test_the_readers_separators_are_used_in_words_and_on_axes() -> None:
    frame = derived([row("100", "Ana", ia=1234, iu=1)])
    figure = calls_of(frame, style=style_of("de"))
    words = dict(zip(METRICS, touch_of(figure)[0][2:], strict=True))
    assert (words["calls"], words["pick_up_rate"]) == ("1.235", "99,9\xa0%")
    assert figure.layout.separators == ",."


def test_the_others_have_one_bar_with_their_sums() -> None:
    frame = derived(staff(226))
    figure = calls_of(frame)
    order = frame.sort_values("calls", ascending=False)
    rest = order.iloc[25:]
    for trace, key in zip(bars(figure), COUNTS, strict=True):
        assert len(trace.x) == 26
        assert trace.x[-1] == rest[key].sum()
        assert trace.customdata[-1] == [""]
    assert figure.layout.yaxis.ticktext[-1] == "201 others"
    words = touch_of(figure)[-1]
    assert words[:2] == ["", "<b>201 others</b>"]
    figures = dict(zip(METRICS, words[2:], strict=True))
    expected = total(rest)
    assert figures["calls"] == numbers.count(int(expected["calls"].value))
    assert figures["talk"] == numbers.clock(expected["talk"].value)
    assert figures["mean_talk"] == numbers.clock(expected["mean_talk"].value)
    assert figures["pick_up_rate"] == numbers.percent(expected["pick_up_rate"].value)
    assert figures["share_of_calls"] == numbers.percent(float(rest["share_of_calls"].sum()))
    assert figures["erlangs"] == numbers.decimal(float(rest["erlangs"].sum()), 2)


def test_the_others_never_dwarf_the_extensions_and_the_axis_says_so() -> None:
    frame = derived(staff(226))
    figure = calls_of(frame)
    longest = frame["calls"].max()
    others = sum(trace.x[-1] for trace in bars(figure))
    assert others > figure.layout.xaxis.range[1] >= longest
    assert f"others total {others:,}" in figure.layout.xaxis.title.text


def test_others_that_fit_are_drawn_in_full() -> None:
    figure = calls_of(derived(staff(27)))
    longest = max(sum(row) for row in zip(*(trace.x for trace in bars(figure)), strict=True))
    assert figure.layout.xaxis.range[1] >= longest
    assert "others" not in figure.layout.xaxis.title.text


@pytest.mark.parametrize("build", [calls_of, talk_of])
def test_the_selected_extension_stays_and_the_rest_steps_back(build) -> None:
    figure = build(derived(staff(40)), selected=frozenset({"101"}))
    for trace in bars(figure):
        assert [name for name, seen in zip(extensions(trace), trace.marker.opacity, strict=True)
                if seen == 1] == ["101"]  # fmt: skip
        assert set(trace.marker.opacity) == {1.0, palette.DIMMED}


def test_a_selection_of_somebody_else_dims_nobody() -> None:
    for trace in bars(calls_of(derived(staff(3)), selected=frozenset({"999"}))):
        assert trace.marker.opacity == 1


def test_two_people_of_one_name_keep_two_bars() -> None:
    figure = calls_of(derived([row("100", "Ana", ia=2), row("101", "Ana", ia=1)]))
    assert list(figure.layout.yaxis.ticktext) == ["Ana 100", "Ana 101"]
    assert list(figure.layout.yaxis.tickvals) == [0, 1]


@pytest.mark.parametrize("count", [0, 1, 8, 26, 27, 500])
def test_the_height_is_the_same_whatever_the_number_of_extensions(count: int) -> None:
    for build in (calls_of, talk_of):
        assert build(derived(staff(count))).layout.height == TALL
    assert LOW < TALL


def test_all_extensions_get_room_to_be_read_in_a_scroll() -> None:
    figure = calls_of(derived(staff(500)), show_all=True)
    assert figure.layout.height >= 500 * 18
    assert len(figure.layout.yaxis.ticktext) == 500
    assert figure.layout.xaxis.side == "top"


def test_an_axis_of_few_calls_has_no_fractions() -> None:
    assert calls_of(derived([row(ia=2)])).layout.xaxis.dtick == 1


@pytest.mark.parametrize(("seconds", "unit"), [(7199, "minutes"), (7200, "hours")])
def test_talk_is_measured_in_hours_from_two_hours_on(seconds: int, unit: str) -> None:
    figure = talk_of(derived([row(ia=1, it=seconds)]))
    assert figure.layout.xaxis.title.text == f"Talk time ({unit})"


def test_an_axis_names_the_direction_it_counts() -> None:
    frame = derived(staff(3), Direction.INBOUND)
    assert calls_of(frame, Direction.INBOUND).layout.xaxis.title.text == "Inbound calls"
