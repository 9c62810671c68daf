"""How sure a change is: the intervals are statsmodels', the words need no statistics."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from telephony.metrics.certainty import (
    FEWEST,
    Certainty,
    difference_interval,
    of_counts,
    of_rates,
)
from telephony.metrics.rate_split import Taken

DAY = 86_400.0
taken = st.integers(1, 400).flatmap(
    lambda calls: st.builds(Taken, st.just(calls), st.integers(0, calls))
)


@settings(max_examples=60)
@given(taken, taken)
def test_the_interval_of_a_difference_is_statsmodels_score_interval(
    before: Taken, now: Taken
) -> None:
    expected = confint_proportions_2indep(
        now.answered, now.calls, before.answered, before.calls, compare="diff", method="newcomb"
    )
    assert difference_interval(before, now) == pytest.approx(expected, abs=1e-9)


def test_rates_that_share_calls_differ_by_chance_in_one_of_twenty() -> None:
    chance = np.random.default_rng(11)
    shared, alone_before, alone_now = chance.binomial((300, 150, 200), 0.7, (4_000, 3)).T
    clear = sum(
        of_rates(Taken(450, int(both + one)), Taken(500, int(both + other)), 300) is Certainty.CLEAR
        for both, one, other in zip(shared, alone_before, alone_now, strict=True)
    )
    assert clear / 4_000 == pytest.approx(0.05, abs=0.015)


@given(taken, taken, st.data())
def test_what_is_shared_makes_the_interval_narrower_and_keeps_the_difference(
    before: Taken, now: Taken, data: st.DataObject
) -> None:
    shared = data.draw(st.integers(0, min(before.calls, now.calls)))
    low, high = difference_interval(before, now, shared)
    widest = difference_interval(before, now)
    found = (now.rate or 0) - (before.rate or 0)
    assert widest[0] - 1e-12 <= low <= found + 1e-12
    assert found - 1e-12 <= high <= widest[1] + 1e-12


def test_few_calls_besides_the_shared_ones_tell_nothing() -> None:
    assert of_rates(Taken(500, 300), Taken(509, 309), 500) is Certainty.FEW
    assert of_rates(Taken(500, 300), Taken(530, 305), 500) is Certainty.CLEAR


@given(taken, taken)
def test_the_interval_holds_the_difference_and_stays_within_one(before: Taken, now: Taken) -> None:
    low, high = difference_interval(before, now)
    found = (now.rate or 0) - (before.rate or 0)
    assert -1 <= low <= found + 1e-12
    assert found - 1e-12 <= high <= 1


@given(taken, taken)
def test_the_way_back_has_the_same_interval_turned(before: Taken, now: Taken) -> None:
    low, high = difference_interval(before, now)
    assert difference_interval(now, before) == pytest.approx((-high, -low), abs=1e-9)


def test_without_calls_there_is_no_interval() -> None:
    assert all(map(isnan, difference_interval(Taken(), Taken(5, 5))))


@settings(max_examples=60)
@given(st.integers(0, 2_000), st.integers(0, 2_000), st.floats(1, 40), st.floats(1, 40))
def test_counts_differ_where_statsmodels_score_test_of_two_poisson_rates_says_so(
    before: int, now: int, days_before: float, days_now: float
) -> None:
    assume(before + now >= FEWEST)
    p = poisson_test(now, days_now, before, days_before, method="score", compare="ratio").pvalue
    assume(abs(p - 0.05) > 1e-6)
    found = of_counts(before, now, days_before * DAY, days_now * DAY)
    assert (found is Certainty.CLEAR) == (p < 0.05)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (1_000, 1_200, Certainty.CLEAR),
        (1_000, 1_040, Certainty.CHANCE),
        (1_000, 1_000, Certainty.EQUAL),
        (1, 8, Certainty.FEW),
        (0, 0, Certainty.FEW),
        (0, 10, Certainty.CLEAR),
    ],
)
def test_counts_of_two_weeks(before: int, now: int, expected: Certainty) -> None:
    assert of_counts(before, now, 7 * DAY, 7 * DAY) is expected


def test_counts_are_compared_for_the_time_that_each_had() -> None:
    assert of_counts(1_000, 500, 2 * DAY, DAY) is Certainty.EQUAL
    assert of_counts(1_000, 1_000, 2 * DAY, DAY) is Certainty.CLEAR
    assert of_counts(1_000, 20, 2 * DAY, 0.0) is Certainty.FEW


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (Taken(1_000, 600), Taken(1_000, 700), Certainty.CLEAR),
        (Taken(100, 60), Taken(100, 63), Certainty.CHANCE),
        (Taken(100, 60), Taken(50, 30), Certainty.EQUAL),
        (Taken(2, 2), Taken(1_000, 1), Certainty.FEW),
        (Taken(), Taken(100, 50), Certainty.FEW),
        (Taken(50, 0), Taken(50, 50), Certainty.CLEAR),
    ],
)
def test_rates_of_two_weeks(before: Taken, now: Taken, expected: Certainty) -> None:
    assert of_rates(before, now) is expected
