"""Whether rates differ by more than chance.

The group of four, worked by hand. Each is offered 100 calls; Ann and Ben answer 80 of them, Cem 70
and Dot 50:

    group     280 of 400 = 0.7
    z-scores  one call more or less in a hundred is the same for all: √(0.7 × 0.3 ÷ 100) = 0.0458;
              Ann and Ben +2.182, Cem 0, Dot -4.364
    pulled in the tenth of the way from Dot to Cem is at 0.3 of it: -3.055; the highest stay
    factor    (3.055² + 0 + 2.182² + 2.182²) ÷ 4 = (9.333 + 4.762 + 4.762) ÷ 4 = 4.714
    limits    2.171 times as wide as chance alone, so that 50 % is no outlier among these four

Among 400 such calls each, of twenty people of whom nineteen answer 80 %, one with 50 % is one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from telephony.answers.extensions import NO_EXTENSIONS
from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.metrics.reliability import COLUMNS, FEWEST, Reliability, reliability_of
from telephony.metrics.reliability_words import (
    headline,
    limits_words,
    rank_words,
    unranked_words,
    verdict,
)
from telephony.query.view import Direction
from tests.telephony.frames.extension_frames import frame, frames, row

INBOUND, OUTBOUND, BOTH = Direction.INBOUND, Direction.OUTBOUND, Direction.BOTH
FOUR = (
    row("100", "Ann", ia=80, iu=20),
    row("101", "Ben", ia=80, iu=20),
    row("102", "Cem", ia=70, iu=30),
    row("103", "Dot", ia=50, iu=50),
)
TWENTY = (
    *(row(str(number), ia=320, iu=80) for number in range(100, 119)),
    row("119", "Dot", ia=200, iu=200),
)


def found(*rows: dict[str, Any], direction: Direction = INBOUND) -> Reliability:
    return reliability_of(FrameView(derive(frame(*rows), 60.0)), direction)


def verdict_on(number: str, of: Reliability) -> str:
    [one] = [one for one in of.rows.itertuples() if one.extension == number]
    return verdict(of, one)


def test_the_group_of_four_is_as_worked_by_hand() -> None:
    four = found(*FOUR)
    assert (four.answered, four.offered, four.rate) == (280, 400, 0.7)
    assert four.factor == pytest.approx(4.714, abs=0.001)
    assert four.rows["outlier"].tolist() == ["no"] * 4
    alone = found(row(ia=70, iu=30)).rows.iloc[0]
    dot = four.rows.iloc[3]
    assert 0.7 - dot.funnel_low_998 == pytest.approx(2.171 * (0.7 - alone.funnel_low_998), abs=2e-4)
    assert four.rows["rank_from"].tolist() == [1, 1, 1, 4]
    assert four.rows["rank_to"].tolist() == [3, 3, 3, 4]


def test_the_group_of_four_in_words() -> None:
    four = found(*FOUR)
    assert headline(four) == (
        "No extension differs from the group's pick-up rate of 70.0 % by more than the extensions "
        "of this group usually do."
    )
    assert limits_words(four) == (
        "The rates vary more than chance alone explains (factor 4.71), so the limits are 2.17 "
        "times as wide: only what stands out even then is named."
    )
    assert verdict_on("102", four).endswith(
        "The 95 % interval of this rate, 60.4 % to 78.1 %, includes the group's: the difference "
        "can be chance."
    )
    assert verdict_on("103", four) == (
        "Dot (103) answered 50 of 100 inbound calls, 50.0 %; the group 70.0 %. The 95 % interval "
        "of this rate, 40.4 % to 59.6 %, is below the group's: hardly chance alone, but within "
        "the 95 % limits of what is usual in this group, 49.0 % to 90.2 %."
    )


def test_of_one_extension_nothing_varies() -> None:
    assert limits_words(found(row("1", ia=3), row("2"))) == ""


def test_of_equal_rates_nothing_varies() -> None:
    assert limits_words(found(row("1", iu=18), row("2", iu=30), row("3"))) == ""
    assert limits_words(found(row("1", ia=20, iu=20), row("2", ia=30, iu=30))) == ""


def test_rates_that_chance_alone_explains_are_told_so() -> None:
    alike = found(row("1", ia=20, iu=20), row("2", ia=21, iu=20))
    assert limits_words(alike) == (
        "Chance alone explains how the rates vary, so the limits are not widened (factor 1)."
    )


def test_where_hardly_anybody_has_enough_calls_nothing_is_said_of_how_rates_vary() -> None:
    few = found(row("1", "Ann", ia=19), row("2", "Ben", iu=19))
    assert headline(few).startswith("2 of 2 extensions differ")
    assert limits_words(few) == (
        "Fewer than 2 extensions have 20 inbound calls or more: too few to tell whether the rates "
        "vary more than chance alone explains, so the limits are not widened (factor 1)."
    )


def test_one_extension_with_enough_calls_does_not_widen_its_own_limits() -> None:
    others = (row(str(number), ia=15) for number in range(2, 7))
    one = found(row("1", "Ben", iu=30), *others)
    assert one.factor == 1
    assert headline(one).endswith("more than chance: Ben (1) below with 0.0 % of 30 calls.")
    assert limits_words(one).startswith("Fewer than 2 extensions have 20 inbound calls or more:")


def test_a_true_outlier_is_named_also_among_many_calls() -> None:
    twenty = found(*TWENTY)
    assert twenty.rows["outlier"].tolist() == ["no"] * 19 + ["below"]
    assert headline(twenty) == (
        "1 of 20 extensions differs from the group's pick-up rate of 78.5 % by more than chance: "
        "Dot (119) below with 50.0 % of 400 calls."
    )
    assert limits_words(twenty) == (
        "Chance alone explains how the other rates vary, so the limits are not widened (factor 1)."
    )
    assert verdict_on("119", twenty) == (
        "Dot (119) answered 200 of 400 inbound calls, 50.0 %; the group 78.5 %. "
        "That is outside the 99.8 % limits: hardly chance."
    )
    assert "50,0 % of 400" in headline(twenty, LocaleStyle(".", ","))


def test_with_very_many_calls_not_everybody_is_an_outlier() -> None:
    rates = [0.55 + 0.01 * step for step in range(20)]
    many = found(
        *(
            row(str(100 + place), ia=round(rate * 1e6), iu=round((1 - rate) * 1e6))
            for place, rate in enumerate(rates)
        )
    )
    assert many.factor > 1_000
    assert set(many.rows["outlier"]) == {"no"}


@given(frames(), st.sampled_from(Direction))
def test_every_value_agrees_with_counting_by_hand(plain: pd.DataFrame, side: Direction) -> None:
    of = reliability_of(FrameView(derive(plain, 60.0)), side)
    name = "outbound" if side is OUTBOUND else "inbound"
    assert of.metric.key == ("connect_rate" if side is OUTBOUND else "pick_up_rate")
    assert of.rows.dtypes.astype(str).to_dict() == COLUMNS
    of_plain = {one["extension"]: one for one in plain.to_dict("records")}
    assert set(of.rows["extension"]) == set(of_plain)
    known = plain.dropna(subset=[f"{name}_answered", f"{name}_unanswered"])
    answered = int(known[f"{name}_answered"].sum())
    offered = answered + int(known[f"{name}_unanswered"].sum())
    assert (of.answered, of.offered) == (answered, offered)
    assert of.unknown == len(plain) - len(known)
    for one in of.rows.itertuples():
        before = of_plain[one.extension]
        hits, misses = before[f"{name}_answered"], before[f"{name}_unanswered"]
        if pd.isna(hits) or pd.isna(misses):
            assert one.offered is one.answered is pd.NA
            assert np.isnan([one.rate, one.low_95, one.funnel_low_998]).all()
            continue
        assert (one.answered, one.offered) == (hits, hits + misses)
        if not one.offered:
            assert np.isnan([one.rate, one.low_95, one.funnel_low_998]).all()
            continue
        assert one.rate == pytest.approx(hits / one.offered)
        low, high = proportion_confint(hits, one.offered, method="wilson")
        assert (one.low_95, one.high_95) == (pytest.approx(low), pytest.approx(high))
        assert one.funnel_low_998 <= one.funnel_low_95 <= of.rate + 1e-12
        assert of.rate - 1e-12 <= one.funnel_high_95 <= one.funnel_high_998
        side_of = "below" if one.rate < one.funnel_low_998 else "above"
        outside = not one.funnel_low_998 <= one.rate <= one.funnel_high_998
        assert one.outlier == (side_of if outside else "no")
    ranked = of.rows[of.rows["offered"].fillna(0) >= FEWEST]
    assert of.rows["rank_from"].notna().sum() == of.ranked == len(ranked)
    for one in ranked.itertuples():
        before = sum(one.high_95 < other.low_95 for other in ranked.itertuples())
        after = sum(one.low_95 > other.high_95 for other in ranked.itertuples())
        assert (one.rank_from, one.rank_to) == (1 + before, len(ranked) - after)


@pytest.mark.parametrize(
    ("rows", "direction", "words"),
    [
        ((row(oa=3),), BOTH, "No inbound calls in this period, so there is no pick-up rate."),
        ((row(ia=3),), OUTBOUND, "No outbound calls in this period, so there is no connect rate."),
        ((row(ia="?"),), INBOUND, "The inbound calls of 1 extension are unknown."),
        ((row(iu="?"), row("2", ia="?")), BOTH, "The inbound calls of 2 extensions are unknown."),
        (
            (row("1", ia=3), row("2")),
            INBOUND,
            "Only 1 extension has inbound calls, so there is nobody to compare it with.",
        ),
        (
            (row("1", oa=50, ou=50), row("2", oa=50, ou=50)),
            OUTBOUND,
            "No extension differs from the group's connect rate of 50.0 % by more than chance.",
        ),
        (
            (row("1", ia=3), row("2", ia=1, iu=1), row("3", ia="?")),
            INBOUND,
            ("No extension differs from the group's pick-up rate of 80.0 % by more than chance. "
            "Incomplete: the calls of 1 extension are unknown and left out."),
        ),
    ],
)  # fmt: skip
def test_a_sentence_says_who_stands_out(
    rows: tuple[dict[str, Any], ...], direction: Direction, words: str
) -> None:
    assert headline(found(*rows, direction=direction)) == words


def test_nobody_to_show_is_told_from_no_calls() -> None:
    nobody = FrameView(derive(frame(), 60.0))
    shown = [reliability_of(nobody, INBOUND, group_size=size) for size in (40, 0)]
    assert [headline(one) for one in shown] == ["No extension matches the filters.", NO_EXTENSIONS]


def test_several_outliers_are_named_the_farthest_first() -> None:
    some = (
        *(row(str(number), ia=320, iu=80) for number in range(100, 137)),
        *(row(str(number), ia=100 + number, iu=100) for number in range(3)),
    )
    words = headline(found(*some))
    assert words.startswith("3 of 40 extensions differ from the group's pick-up rate of ")
    assert words.endswith(
        "(0) below with 50.0 % of 200 calls, Extension 1 (1) below with 50.2 % of 201 calls and "
        "Extension 2 (2) below with 50.5 % of 202 calls."
    )
    assert headline(found(*some), lacks_rows=True).endswith(
        "Incomplete: extensions may be missing."
    )


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (row("1", "Ben"), "Ben (1) has no inbound calls, so no rate."),
        (row("1", "Ben", ia="?"), "Ben (1): the number of inbound calls is unknown."),
        (
            row("1", "Ben", ia=1),
            (
                "Ben (1) answered 1 of 1 inbound call, 100.0 %; the group 80.0 %. "
                "With fewer than 20 calls no difference can be told from chance."
            ),
        ),
        (
            row("1", "Ben", ia=37, iu=15),
            (
                "Ben (1) answered 37 of 52 inbound calls, 71.2 %; the group 79.9 %. "
                "The 95 % interval of this rate, 57.7 % to 81.7 %, includes the group's: the "
                "difference can be chance."
            ),
        ),
    ],
)
def test_one_extension_against_its_group_in_words(one: dict[str, Any], words: str) -> None:
    group = found(one, *TWENTY[:-1])
    assert verdict_on("1", group) == words


def test_between_both_limits_a_difference_is_a_hint() -> None:
    group = found(row("1", "Ben", ia=69, iu=31), *TWENTY[:-1])
    assert set(group.rows["outlier"]) == {"no"}
    assert verdict_on("1", group).endswith(
        "is below the group's: hardly chance alone, and outside the 95 % limits, as 1 in 20 "
        "extensions is: a hint, not more."
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((row("1", ia=20), row("2", ia=400)), ""),
        ((row("1", ia=19), row("2")), "2 extensions have fewer than 20 inbound calls and no rank."),
        ((row("1", ia=19),), "1 extension has fewer than 20 inbound calls and no rank."),
    ],
)
def test_few_calls_have_no_rank(rows: tuple[dict[str, Any], ...], words: str) -> None:
    assert unranked_words(found(*rows)) == words


def test_the_highest_rate_comes_first_and_those_without_a_rank_last() -> None:
    few = (row("1", ia=3), row("2"), row("3", ia=5, iu=1), row("4", ia="?"))
    rows = found(*few, row("5", ia=20, iu=20), row("6", ia=30, iu=10)).rows
    assert rows["extension"].tolist() == ["6", "5", "3", "1", "2", "4"]


def test_a_rank_is_as_wide_as_the_intervals_overlap() -> None:
    assert rank_words(2, 2) == "2"
    assert rank_words(2, 5) == "2–5"
    assert rank_words(pd.NA, pd.NA) == ""
