"""Of very many points a chart draws a thousand: the outermost, the selected, some of the rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.charts.explorer import two_fields
from telephony.charts.figure import ChartOptions
from telephony.charts.overview.calls_against_talk import calls_against_talk
from telephony.charts.overview.load_share import load_share
from telephony.charts.overview.rows import choose_rows
from telephony.charts.thinning import (
    MOST_POINTS,
    choose_on_line,
    choose_points,
    drawn_step,
    drawn_words,
)
from telephony.metrics.frame_view import FrameView
from telephony.query.view import StepLength
from tests.telephony.charts.figure_parts import BOTH, NOBODY, derived, extensions
from tests.telephony.frames.extension_frames import row

MANY = 3_000


def crowd(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    numbers = np.random.default_rng(seed)
    return numbers.lognormal(3, 1, count).round(), numbers.normal(200, 30, count)


@given(st.integers(0, 1_000), st.integers(1_001, 6_000), st.integers(0, 800))
@settings(max_examples=15, deadline=None)
def test_of_many_points_at_most_a_thousand_stay_and_the_outermost_and_ranked_are_among_them(
    seed: int, count: int, ranked: int
) -> None:
    across, up = crowd(seed, count)
    rank = np.zeros(count)
    rank[:ranked] = np.arange(ranked, 0, -1)
    chosen = choose_points(across, up, rank)
    assert MOST_POINTS / 2 < len(chosen) <= MOST_POINTS
    assert chosen.tolist() == sorted(set(chosen.tolist()))
    assert {int(find(values)) for values in (across, up) for find in (np.argmin, np.argmax)} <= set(
        chosen.tolist()
    )
    assert set(range(min(ranked, MOST_POINTS // 2))) <= set(chosen.tolist())


def test_few_points_are_all_drawn_and_nothing_is_said() -> None:
    across, up = crowd(1, MOST_POINTS)
    assert choose_points(across, up, np.zeros(MOST_POINTS)).tolist() == list(range(MOST_POINTS))
    assert drawn_words(MOST_POINTS, MOST_POINTS, "rows") == ""
    assert choose_on_line(across.cumsum()).tolist() == list(range(MOST_POINTS))


def test_points_that_all_lie_at_one_place_are_one_point() -> None:
    same = np.full(MANY, 7.0)
    assert choose_points(same, same, np.zeros(MANY)).tolist() == [0]


def test_a_line_keeps_its_ends_and_its_shape() -> None:
    steep = np.sort(np.random.default_rng(2).pareto(1.2, 20_000))[::-1].cumsum()
    chosen = choose_on_line(steep)
    assert len(chosen) <= MOST_POINTS
    assert (chosen[0], chosen[-1]) == (0, len(steep) - 1)
    drawn = np.interp(np.arange(len(steep)), chosen, steep[chosen])
    assert np.abs(drawn - steep).max() / steep[-1] < 0.005  # half a line's width


@pytest.mark.parametrize(
    ("by", "steps", "drawn"),
    [
        (StepLength.DAY, 1_000, StepLength.DAY),
        (StepLength.DAY, 1_001, StepLength.WEEK),
        (StepLength.MONTH, 5_000, StepLength.MONTH),
    ],
)
def test_too_many_steps_of_a_trend_are_drawn_in_longer_ones(
    by: StepLength, steps: int, drawn: StepLength
) -> None:
    assert drawn_step(by, steps) is drawn


def large_group() -> list:
    return [
        row(
            str(10_000 + place),
            f"P{place}",
            ia=1 + place % 97,
            it=(60 + place % 53) * (1 + place % 97),
        )
        for place in range(MANY)
    ]


def test_the_scatter_of_a_large_group_says_how_many_it_draws_and_keeps_the_selected() -> None:
    selected = frozenset(str(10_000 + place) for place in range(0, MANY, 10))
    figure = calls_against_talk(derived(large_group()), direction=BOTH, selected=selected)
    [points] = figure.data
    assert len(points.x) <= MOST_POINTS
    assert selected <= set(extensions(points))
    assert f"{len(points.x):,} of 3,000 extensions drawn" in figure.layout.xaxis.title.text
    assert len(points.marker.opacity) == len(points.marker.size) == len(points.x)


def test_the_curve_of_a_large_group_says_so_and_keeps_its_statement() -> None:
    figure = load_share(derived(large_group()), direction=BOTH, selected=frozenset({"12345"}))
    line, chosen = figure.data
    assert len(line.x) == len(line.customdata) <= MOST_POINTS
    assert (line.x[0], line.x[-1], line.y[-1]) == (1, MANY, 100)
    assert extensions(chosen) == ["12345"]
    assert f"drawn through {len(line.x):,} of 3,000 extensions" in figure.layout.xaxis.title.text
    assert "600 of 3,000 carry" in figure.layout.annotations[0].text


def test_two_fields_of_many_rows_say_how_many_are_drawn() -> None:
    rows = derived(large_group())
    figure = two_fields(rows, "InboundAnsweredCount", "InboundAnsweredTalkingDur")
    [points] = figure.data
    assert len(points.x) == len(points.y) == len(points.customdata) <= MOST_POINTS
    assert f"{len(points.x):,} of 3,000 rows drawn" in figure.layout.xaxis.title.text


def test_all_bars_of_a_large_group_are_the_busiest_thousand_and_one_bar_of_the_others() -> None:
    columns = FrameView(derived(large_group()))
    found = choose_rows(columns, ChartOptions(BOTH, NOBODY, show_all=True))
    assert (len(found.own), len(found.others)) == (MOST_POINTS, MANY - MOST_POINTS)
