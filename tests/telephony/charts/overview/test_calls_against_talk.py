"""The scatter draws who talked, names who is far out, and counts who is missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.charts import palette
from telephony.charts.overview import outliers
from telephony.charts.overview.calls_against_talk import calls_against_talk
from telephony.metrics.extension_metrics import derive
from telephony.query.view import Direction
from tests.telephony.charts.figure_parts import BOTH, NOBODY, WEEK_SECONDS, derived, extensions
from tests.telephony.frames.extension_frames import frames, row


def drawn(rows, selected=NOBODY, direction=BOTH):
    frame = derived(rows, direction)
    return calls_against_talk(frame, direction=direction, selected=selected)


def ordinary(count: int) -> list:
    """Extensions of up to 60 calls, of three to four minutes each."""
    calls = [1 + place * 11 % 60 for place in range(count)]
    return [
        row(str(100 + place), f"Person {place}", ia=number, it=(180 + place * 7 % 60) * number)
        for place, number in enumerate(calls)
    ]


def named(figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


@given(frames(max_size=30))
def test_everybody_with_a_mean_is_a_point_and_everybody_else_is_counted(frame) -> None:
    frame = derive(frame, WEEK_SECONDS)
    figure = calls_against_talk(frame, direction=BOTH, selected=NOBODY)
    with_mean = frame[frame["mean_talk"].notna()]
    if with_mean.empty:
        assert not figure.data
        assert "No answered calls" in figure.layout.annotations[0].text
        return
    [points] = figure.data
    assert extensions(points) == with_mean["extension"].tolist()
    assert list(points.y) == pytest.approx((with_mean["mean_talk"] / 60e6).tolist(), abs=0.001)
    left_out = len(frame) - len(with_mean)
    assert (f">{left_out} extension" in figure.layout.xaxis.title.text) == (left_out > 0)


def test_the_points_area_is_the_talk_time() -> None:
    [points] = drawn([row("1", ia=1, it=60), row("2", ia=2, it=600)]).data
    assert points.marker.sizemode == "area"
    assert list(points.marker.size) == [1.0, 10.0]


def test_a_point_says_calls_mean_and_talk() -> None:
    [points] = drawn([row("100", "Ana", ia=2, it=250)]).data
    assert points.customdata[0] == ["100", "<b>Ana</b> 100", "2", "0:02:05", "0:04:10"]


def test_medians_are_drawn_and_written_on_the_axes() -> None:
    figure = drawn([row(str(n), ia=n, it=n * 60 * n) for n in (1, 2, 4, 8)])
    upright, level = figure.layout.shapes
    assert (upright.x0, upright.x1) == (3, 3)
    assert (level.y0, level.y1) == (3, 3)
    assert "median 3" in figure.layout.xaxis.title.text
    assert "median 0:03:00" in figure.layout.yaxis.title.text


def test_three_extensions_have_no_median() -> None:
    assert not drawn(ordinary(3)).layout.shapes


def test_an_ordinary_group_has_no_names_on_the_drawing() -> None:
    assert named(drawn(ordinary(40))) == []


def test_who_has_many_calls_or_long_ones_is_named() -> None:
    many = row("900", "Many", ia=500, it=500 * 200)
    long = row("901", "Long", ia=20, it=20 * 3600)
    assert sorted(named(drawn([*ordinary(40), many, long]))) == ["Long 901", "Many 900"]


def test_a_name_that_would_lie_over_others_is_written_of_the_selected_only() -> None:
    crowd = [row(str(900 + n), f"Far {n}", ia=480 + n, it=(480 + n) * 200) for n in range(9)]
    assert named(drawn([*ordinary(200), *crowd])) == []
    assert named(drawn([*ordinary(200), *crowd], frozenset({"904"}))) == ["Far 4 904"]


def test_one_long_call_is_chance_and_not_named() -> None:
    assert named(drawn([*ordinary(40), row("901", "Lucky", ia=1, it=7200)])) == []


def test_the_selected_extension_is_named_and_the_rest_steps_back() -> None:
    figure = drawn(ordinary(40), frozenset({"107"}))
    assert named(figure) == ["Person 7 107"]
    [points] = figure.data
    seen = dict(zip(extensions(points), points.marker.opacity, strict=True))
    assert seen.pop("107") == 1
    assert set(seen.values()) == {palette.DIMMED}


def test_names_on_the_drawing_are_escaped() -> None:
    figure = drawn([row("1", "<b>x</b>", ia=1, it=1)], frozenset({"1"}))
    assert named(figure) == ["&lt;b&gt;x&lt;/b&gt; 1"]


places = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.0, 1.0, 2.0, np.inf])),
    min_size=1,
    max_size=40,
)


@given(places)
def test_names_are_few_of_positive_rank_and_do_not_overlap(points) -> None:
    across, up, rank = (np.array(part) for part in zip(*points, strict=True))
    chosen = outliers.choose_named(across, up, rank)
    assert len(chosen) <= outliers.MOST
    assert all(rank[place] > 0 for place in chosen)
    assert bool(chosen) == bool((rank > 0).any())
    if chosen:
        assert rank[chosen[0]] == rank.max()


@given(places)
def test_a_name_stands_inside_where_any_side_lets_it(points) -> None:
    across, up, _ = (np.array(part) for part in zip(*points, strict=True))

    def inside(side: outliers.Side) -> bool:
        left, right, low, high = side.box(across[0], up[0])
        return left >= 0 and right <= 1 and low >= 0 and high <= 1

    chosen = outliers.freest_side(across, up, np.zeros(len(across)), 0)
    assert inside(chosen) or not any(map(inside, outliers.SIDES))


def test_a_name_keeps_clear_of_a_large_point_whose_middle_it_would_not_touch() -> None:
    across, up = np.array([0.5, 0.6]), np.array([0.5, 0.6])
    assert outliers.freest_side(across, up, np.array([0.01, 0.0]), 0) == outliers.Side(1, 0)
    assert outliers.freest_side(across, up, np.array([0.01, 0.07]), 0) == outliers.Side(-1, 0)


def test_equal_values_have_no_outliers() -> None:
    assert not outliers.distance_beyond_fence(np.array([5.0] * 9 + [100.0])).any()


def test_a_direction_has_its_own_colour() -> None:
    [points] = drawn([row(oa=1, ot=5)], direction=Direction.OUTBOUND).data
    assert points.marker.color == palette.OUTBOUND_ANSWERED
