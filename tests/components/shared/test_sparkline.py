"""A line as small as a word: gaps break it, a lone day is a dot, nothing is nothing."""

from __future__ import annotations

import re

import pytest

from components.shared.sparkline import as_html


@pytest.mark.parametrize(
    ("values", "lines", "dots"),
    [
        ([1, 2, 3], 1, 0),
        ([1, 2, None, 3, 4], 2, 0),
        ([1, 2, None, 3], 2, 1),
        ([5], 1, 1),
        ([0, 0, 0], 1, 0),
    ],
)
def test_gaps_break_the_line_and_a_lone_day_is_a_dot(values, lines, dots):
    html = as_html(values, "1 to 4 calls a day")
    assert html.count("M") == lines
    assert html.count("<circle") == dots
    assert 'aria-label="1 to 4 calls a day"' in html


def test_the_highest_day_is_on_top_and_zero_at_the_bottom():
    heights = [float(y) for _, y in re.findall(r"[ML]([\d.]+),([\d.]+)", as_html([0, 8, 4], ""))]
    assert heights == [20, 2, 11]


@pytest.mark.parametrize("values", [[], [None, None]])
def test_without_any_day_there_is_nothing(values):
    assert as_html(values, "words") == ""


def test_words_are_text():
    assert "<b>" not in as_html([1], '"><b>')
