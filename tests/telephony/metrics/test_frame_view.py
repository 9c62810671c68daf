"""What a view picks from all rows is what would be made of those rows alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.charts.overview.calls import volume
from telephony.charts.overview.calls_against_talk import calls_against_talk
from telephony.charts.overview.load_share import load_share
from telephony.charts.overview.talk_time import talk_time
from telephony.formatting.numbers import ENGLISH
from telephony.metrics.extension_metrics import derive, select_rows, total, unknown_in
from telephony.metrics.frame_view import FrameSelection, FrameView
from telephony.metrics.registry import METRICS
from telephony.metrics.view_filter import matching
from telephony.metrics.words import words
from telephony.query.view import Direction, Sort, View
from telephony.tables.cells import cells_of
from telephony.tables.extensions import available_columns, extension_table
from tests.telephony.made import frames

WEEK = 7 * 86_400.0
KEYS = [column.key for column in available_columns()]
SOME = st.lists(st.booleans(), min_size=1, max_size=7)


def both_ways(
    plain: pd.DataFrame, picks: list[bool], direction: Direction
) -> tuple[FrameView, FrameView]:
    """Some rows picked from all, and made of those rows alone."""
    keep = np.resize(np.array(picks), len(plain)) if len(plain) else np.zeros(0, dtype=bool)
    everyone = FrameView(derive(plain, WEEK, direction))
    for key in METRICS:  # what is made for all of them must not be taken for that of some
        words(everyone, key, direction, ENGLISH)
    total(everyone, direction)
    alone = derive(plain[keep].reset_index(drop=True), WEEK, direction)
    return select_rows(everyone, np.flatnonzero(keep)), FrameView(alone)


@settings(max_examples=150)
@given(frames(), SOME, st.sampled_from(Direction))
def test_every_figure_and_word_is_the_same(plain, picks, direction) -> None:
    picked, alone = both_ways(plain, picks, direction)
    pd.testing.assert_frame_equal(picked.frame, alone.frame)
    assert total(picked, direction) == total(alone, direction)
    for key in METRICS:
        assert words(picked, key, direction, ENGLISH) == words(alone, key, direction, ENGLISH)
        unknown = unknown_in(picked, key, direction)
        assert unknown.tolist() == unknown_in(alone, key, direction).tolist()


@settings(max_examples=150)
@given(frames(), SOME, st.sampled_from(Direction), st.sampled_from(KEYS), st.booleans())
def test_the_table_is_the_same(plain, picks, direction, key, descending) -> None:
    tables = [
        extension_table(rows, Sort(key, descending), direction, KEYS)
        for rows in both_ways(plain, picks, direction)
    ]
    one, other = (cells_of(table, ENGLISH).to_pydict() for table in tables)
    assert str(one) == str(other)  # as text, in which what is no number is the same
    pd.testing.assert_frame_equal(tables[0].rows, tables[1].rows)
    assert tables[0].extensions == tables[1].extensions


@settings(max_examples=60)
@given(frames(), SOME, st.sampled_from(Direction))
def test_the_charts_are_the_same(plain, picks, direction) -> None:
    picked, alone = both_ways(plain, picks, direction)
    chosen = {"direction": direction, "selected": frozenset(plain["extension"][:1])}
    for draw in (volume, talk_time):
        one, other = (draw(rows, **chosen, show_all=False) for rows in (picked, alone))
        assert one.to_dict() == other.to_dict()
    for draw in (calls_against_talk, load_share):
        one, other = (draw(rows, **chosen) for rows in (picked, alone))
        assert one.to_dict() == other.to_dict()


@given(frames(), st.sampled_from(Direction), st.booleans())
def test_rows_can_be_picked_from_picked_rows(plain, direction, show_idle) -> None:
    once = FrameSelection(
        FrameView(plain), matching(plain, View(direction=direction, show_idle=show_idle))
    )
    twice = FrameSelection(once, once.everywhere[::-1])
    assert twice.values("extension") == once.values("extension")[::-1]
    assert twice.frame["extension"].tolist() == twice.values("extension")
