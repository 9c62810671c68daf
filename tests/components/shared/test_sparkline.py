"""Bars no larger than a word: one per day, none for a missing one, nothing for nothing."""

from __future__ import annotations

import re

import pytest

from components.shared.sparkline import as_html


def heights(html):
    return [int(height) for height in re.findall(r"height:(\d+)%", html)]


def test_a_bar_is_as_high_as_its_share_of_the_highest():
    html = as_html([0, 8, 4], "0 to 8 calls a day")
    assert heights(html) == [0, 100, 50]
    assert 'aria-label="0 to 8 calls a day"' in html


def test_a_missing_day_has_its_place_and_no_bar():
    html = as_html([1, None, 1], "")
    assert html.count("<i") == 3
    assert heights(html) == [100, 100]


def test_days_without_calls_are_bars_of_no_height():
    assert heights(as_html([0, 0], "")) == [0, 0]


@pytest.mark.parametrize("values", [[], [None, None]])
def test_without_any_day_there_is_nothing(values):
    assert as_html(values, "words") == ""


def test_words_are_text():
    assert "<b>" not in as_html([1], '"><b>')
