"""The normal band: the middle of ordinary days, wide enough for chance, deaf to a single rush."""

from __future__ import annotations

from math import exp, lgamma, log
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.metrics.normal_band import FEWEST_DAYS, WEEKS, Verdict, normal_band


def poisson(mean, number):
    """The probability of this number of calls that come by chance, so many on average."""
    return exp(number * log(mean) - mean - lgamma(number + 1)) if mean else float(number == 0)


counts = st.lists(st.integers(0, 5_000), min_size=FEWEST_DAYS, max_size=WEEKS)


@given(counts)
def test_the_middle_lies_in_the_band_and_no_band_begins_below_zero(values):
    band = normal_band(values)
    assert 0 <= band.low <= band.middle == median(values) <= band.high
    assert band.days == len(values)


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_the_weeks_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert normal_band(shuffled) == normal_band(values)


@given(st.lists(st.integers(0, 500), max_size=FEWEST_DAYS - 1))
def test_fewer_than_six_days_have_no_band(values):
    assert normal_band(values) is None


@given(st.lists(st.integers(0, 500), min_size=FEWEST_DAYS - 1, max_size=WEEKS - 1))
def test_a_rush_does_not_widen_the_band_the_more_the_larger_it_is(values):
    rush = 20 * max(values) + 200
    assert normal_band([*values, rush]) == normal_band([*values, 1_000 * rush])


@pytest.mark.parametrize("calls", [0, 1, 2, 3, 5, 8, 13, 40, 250, 4_000])
@pytest.mark.parametrize("days", range(FEWEST_DAYS, WEEKS + 1))
def test_days_that_agree_are_still_as_uncertain_as_calls_that_come_by_chance(calls, days):
    band = normal_band([calls] * days)
    assert sum(poisson(calls, number) for number in range(band.low, band.high + 1)) >= 0.95


def test_a_band_worked_on_paper():
    # 2·√(x + 3/8) of 9, 12, 14, 16, 18, 21: 6.12 7.04 7.58 8.09 8.57 9.25, the median 7.84.
    # Deviations from it: 0.25 0.26 0.74 0.80 1.41 1.71, their median 0.77, times 6.26: 4.82.
    # So 7.84 ± 4.82 is 3.02 to 12.66, and (y/2)² − 3/8 of these 1.9 to 39.7.
    band = normal_band([16, 9, 21, 12, 14, 18])
    assert (band.low, band.middle, band.high) == (1, 15, 39)
    assert [band.verdict(calls) for calls in (0, 1, 39, 40)] == [
        Verdict.BELOW,
        Verdict.NORMAL,
        Verdict.NORMAL,
        Verdict.ABOVE,
    ]


@pytest.mark.parametrize("days", range(FEWEST_DAYS, WEEKS + 1))
@pytest.mark.parametrize("calls", [1, 6, 40, 300])
@pytest.mark.parametrize("varying", [False, True])
def test_of_ordinary_days_at_most_about_one_in_twenty_is_called_unusual(days, calls, varying):
    """Of calls that come by chance alone, and of days that vary three times as much."""
    random = np.random.default_rng(7)
    size = (4_000, days + 1)
    drawn = (
        random.negative_binomial(5, 5 / (5 + calls), size)
        if varying
        else random.poisson(calls, size)
    )
    verdicts = [normal_band(before).verdict(now) for *before, now in drawn.tolist()]
    assert sum(verdict is not Verdict.NORMAL for verdict in verdicts) / len(verdicts) < 0.06


def test_a_day_of_twice_the_usual_calls_is_noticed():
    random = np.random.default_rng(7)
    drawn = random.poisson(60, (500, WEEKS)).tolist()
    noticed = [normal_band(before).verdict(120) is Verdict.ABOVE for before in drawn]
    assert sum(noticed) > 450
