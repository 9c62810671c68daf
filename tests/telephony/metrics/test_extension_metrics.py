"""Derived figures are ratios of sums; the unknown is neither zero nor part of a mean."""

from __future__ import annotations

import math
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.formatting.locale_style import ENGLISH
from telephony.formatting.units import Unit
from telephony.metrics.extension_metrics import derive, total, unknown_in
from telephony.metrics.frame_view import FrameView
from telephony.metrics.registry import METRICS
from telephony.metrics.words import value_words, words
from telephony.query.view import Direction
from tests.telephony.frames.extension_frames import frame, frames, row

WEEK = 7 * 86_400.0
directions = st.sampled_from(Direction)


def of(table: pd.DataFrame, key: str, place: int = 0) -> object:
    return table[key].tolist()[place]


def test_each_extension_gets_its_rates_means_and_sums() -> None:
    made = derive(frame(row(ia=26, iu=4, it=2_600, oa=3, ou=1, ot=31)), 2_631.0)
    assert of(made, "pick_up_rate") == pytest.approx(26 / 30)
    assert of(made, "inbound_talk") == 2_600_000_000
    assert of(made, "inbound_mean_talk") == 100_000_000
    assert of(made, "connect_rate") == 0.75
    assert of(made, "outbound_mean_talk") == pytest.approx(31_000_000 / 3)
    assert of(made, "calls") == 34
    assert of(made, "talk") == 2_631_000_000
    assert of(made, "mean_talk") == pytest.approx(2_631_000_000 / 29)
    assert (of(made, "share_of_calls"), of(made, "share_of_talk")) == (1.0, 1.0)
    assert of(made, "erlangs") == pytest.approx(1.0)


def test_a_derived_frame_has_every_metric_by_its_key_and_keeps_its_columns_and_rows() -> None:
    plain = frame(row("7"), row("3"))
    made = derive(plain, WEEK)
    assert set(METRICS) <= set(made.columns)
    assert made[plain.columns].equals(plain)
    assert "calls" not in plain.columns


def test_a_rate_of_the_group_is_a_ratio_of_sums_and_no_mean_of_rates() -> None:
    figures = total(frame(row("1", ia=1, iu=0), row("2", ia=0, iu=99)))
    assert figures["pick_up_rate"].value == 0.01
    assert (figures["pick_up_rate"].top, figures["pick_up_rate"].bottom) == (1, 100)
    means = total(frame(row("1", ia=1, it=100), row("2", ia=9, it=0)))
    assert means["inbound_mean_talk"].value == 10_000_000


def test_without_calls_there_are_zeros_but_no_rates_means_or_shares() -> None:
    made = derive(frame(row()), WEEK)
    assert of(made, "calls") == of(made, "talk") == of(made, "erlangs") == 0
    for key in ("pick_up_rate", "connect_rate", "mean_talk", "share_of_calls", "share_of_talk"):
        assert math.isnan(of(made, key))
        assert total(made)[key].value is None
        assert not total(made)[key].unknown


def test_no_extensions_give_zeros_and_no_ratios() -> None:
    figures = total(derive(frame(), WEEK))
    assert figures["calls"].value == figures["talk"].value == figures["erlangs"].value == 0
    assert figures["pick_up_rate"].value is None


def test_an_unreadable_figure_is_left_out_above_and_below_the_line() -> None:
    rows = (row("1", ia=10, it="PT1.5H"), row("2", ia=10, it=100))
    figures = total(frame(*rows))
    assert figures["inbound_mean_talk"].value == 10_000_000
    assert figures["inbound_mean_talk"].left_out == 1
    assert figures["inbound_answered"].value == 20
    made = derive(frame(*rows), WEEK)
    assert unknown_in(made, "inbound_mean_talk").tolist() == [True, False]
    assert unknown_in(made, "pick_up_rate").tolist() == [False, False]


def test_a_sum_adds_what_is_known_and_is_unknown_when_nothing_is() -> None:
    figures = total(frame(row("1", ia=-1, iu=5), row("2", ia=7)))
    assert (figures["calls"].value, figures["calls"].left_out) == (12, 1)
    nothing = total(frame(row("1", ia=-1), row("2", ia=-1)))
    assert nothing["inbound_answered"].unknown
    assert nothing["pick_up_rate"].unknown
    assert nothing["outbound_answered"].value == 0


def test_huge_counts_never_wrap_round() -> None:
    largest = 2**63 - 1
    plain = frame(row("1"), row("2"))
    plain["inbound_answered"] = pd.array([largest, largest], dtype="Int64")
    plain["inbound_unanswered"] = pd.array([largest, 0], dtype="Int64")
    assert total(plain)["inbound_answered"].value == 2 * largest
    assert total(plain)["calls"].value == 3 * largest
    made = derive(plain, WEEK)
    assert made["calls"].isna().tolist() == [True, True]  # too large for the column: unknown
    assert unknown_in(made, "calls").tolist() == [True, True]
    assert of(made, "inbound_answered", 1) == largest


def test_a_direction_decides_what_the_figures_of_both_cover() -> None:
    plain = frame(row(ia=3, iu=1, it=30, oa=5, ou=7, ot=50), row("101", oa=8))
    made = derive(plain, 3.0, Direction.INBOUND)
    assert made["calls"].tolist() == [4, 0]
    assert of(made, "talk") == 30_000_000
    assert of(made, "mean_talk") == 10_000_000
    assert made["share_of_calls"].tolist() == [1.0, 0.0]
    assert of(made, "erlangs") == 10.0
    assert total(plain, Direction.OUTBOUND)["calls"].value == 20
    assert of(made, "outbound_answered") == 5


def test_a_period_of_no_length_has_no_traffic() -> None:
    made = derive(frame(row(ia=1, it=10)), 0.0)
    assert math.isnan(of(made, "erlangs"))
    assert total(made)["erlangs"].value is None


def test_of_sentiments_there_is_only_how_many_have_one_and_no_mean() -> None:
    scored = frame(row(sentiment=3), row("101", sentiment=1234), row("102"))
    figure = total(scored)["sentiment"]
    assert (figure.value, value_words(Unit.SCORE, figure)) == (None, "2 of 3 have one")
    derived = FrameView(derive(scored, 60))
    assert words(derived, "sentiment", Direction.BOTH, ENGLISH) == ["3", "1234", "?"]


@settings(max_examples=60)
@given(frames(), directions)
def test_every_figure_agrees_with_counting_by_hand(plain: pd.DataFrame, direction) -> None:
    made, figures = derive(plain, WEEK, direction), total(plain, direction)
    rows = [
        {name: None if pd.isna(value) else value for name, value in one.items()}
        for one in plain.to_dict("records")
    ]
    for key, metric in METRICS.items():
        if key in ("erlangs", "sentiment"):
            continue
        top = [name for name in metric.top if direction.value in ("both", name.split("_")[0])]
        bottom = [name for name in metric.bottom if direction.value in ("both", name.split("_")[0])]
        top, bottom = top or list(metric.top), bottom or list(metric.bottom)
        whole = [r for r in rows if all(r[name] is not None for name in (*top, *bottom))]
        assert figures[key].left_out == len(rows) - len(whole)
        known = [r[name] for r in rows for name in top if r[name] is not None]
        if rows and (not known or (bottom and not whole)):
            assert figures[key].unknown
        elif not bottom:
            assert figures[key].value == sum(known)
        else:
            above = sum(r[name] for r in whole for name in top)
            below = sum(r[name] for r in whole for name in bottom)
            assert figures[key].value == (float(Fraction(above, below)) if below else None)
        assert unknown_in(made, key, direction).tolist() == [one not in whole for one in rows]
        assert not made[key][unknown_in(made, key, direction)].notna().any()


@settings(max_examples=60)
@given(frames())
def test_shares_of_all_extensions_add_up_to_one_or_do_not_exist(plain: pd.DataFrame) -> None:
    made = derive(plain, WEEK)
    for key in ("share_of_calls", "share_of_talk"):
        shares = made[key].dropna()
        assert shares.empty or math.isclose(shares.sum(), 1.0)
        assert shares.between(0, 1).all()
