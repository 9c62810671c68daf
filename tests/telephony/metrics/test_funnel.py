"""Funnel limits and their factor, against a slow and obvious computation."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from math import comb, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.metrics.binomial import low_quantile
from telephony.metrics.funnel import INNER, OUTER, Level, dispersion, limits

levels = st.sampled_from([INNER, OUTER])


def chances_of_at_most(n: int, share: Fraction) -> list[Fraction]:
    """Of 0, of 1, … of n."""
    return list(accumulate(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)))


def obvious_low(n: int, share: Fraction, tail: float) -> float:
    """The interpolated quantile, count after count."""
    before, count, reached = Fraction(0), 0, (1 - share) ** n
    while reached < Fraction(tail):
        before, count = reached, count + 1
        reached += comb(n, count) * share**count * (1 - share) ** (n - count)
    return count - float((reached - Fraction(tail)) / (reached - before))


def test_the_levels_are_those_of_a_normal_distribution() -> None:
    for level, inside in ((INNER, 0.95), (OUTER, 0.998)):
        assert level.tail == pytest.approx((1 - inside) / 2)
        assert level.z == pytest.approx(NormalDist().inv_cdf(level.tail), abs=1e-12)


@settings(max_examples=60)
@given(st.integers(1, 120), st.integers(1, 40), st.integers(1, 40), levels)
def test_limits_equal_the_binomial_distribution_summed_count_by_count(
    n: int, hits: int, misses: int, level: Level
) -> None:
    rate = Fraction(hits, hits + misses)
    low, high = limits(np.array([float(n)]), float(rate), level)
    assert low[0] == pytest.approx(max(0, obvious_low(n, rate, level.tail) / n), abs=1e-9)
    upper = 1 - obvious_low(n, 1 - rate, level.tail) / n
    assert high[0] == pytest.approx(min(1, upper), abs=1e-9)


@settings(max_examples=60)
@given(st.integers(1, 120), st.integers(1, 40), st.integers(1, 40), levels)
def test_a_count_is_outside_exactly_if_chance_gives_so_far_a_count_too_rarely(
    n: int, hits: int, misses: int, level: Level
) -> None:
    rate, tail = Fraction(hits, hits + misses), Fraction(str(level.tail))
    low, high = limits(np.array([float(n)]), float(rate), level)
    at_most, at_least = chances_of_at_most(n, rate), chances_of_at_most(n, 1 - rate)[::-1]
    for count in range(n + 1):
        below, above = count / n < low[0], count / n > high[0]
        assert below == (at_most[count] < tail)
        assert above == (at_least[count] < tail)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.61, 0.97])
@pytest.mark.parametrize("level", [INNER, OUTER])
def test_large_numbers_go_on_where_the_sum_ends(share: float, level: Level) -> None:
    last = int(10_000 / (share * (1 - share)))
    summed, expanded = (low_quantile(n, share, *level) for n in (last, last + 1))
    assert expanded - summed == pytest.approx(share, abs=0.05)


@given(st.integers(1, 10**9), st.floats(0, 1), levels, st.floats(1, 40))
def test_limits_lie_around_the_rate_and_a_factor_widens_them(
    n: int, rate: float, level: Level, factor: float
) -> None:
    calls = np.array([float(n)])
    low, high = limits(calls, rate, level)
    wide_low, wide_high = limits(calls, rate, level, factor)
    assert 0 <= wide_low[0] <= low[0] <= rate + 1e-9
    assert rate - 1e-9 <= high[0] <= wide_high[0] <= 1


def test_a_factor_of_four_doubles_the_distance() -> None:
    calls = np.array([1_000.0])
    low, high = limits(calls, 0.6, OUTER)
    wide_low, wide_high = limits(calls, 0.6, OUTER, 4.0)
    assert 0.6 - wide_low[0] == pytest.approx(2 * (0.6 - low[0]))
    assert wide_high[0] - 0.6 == pytest.approx(2 * (high[0] - 0.6))


def test_without_calls_there_are_no_limits() -> None:
    low, high = limits(np.array([0.0, 10.0]), 0.5, INNER)
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, False]


groups = st.lists(
    st.tuples(st.integers(1, 400), st.integers(0, 400)).map(lambda one: (max(one), min(one))),
    max_size=12,
)


@given(groups)
def test_the_factor_equals_the_winsorised_mean_square_written_out(
    group: list[tuple[int, int]],
) -> None:
    n, hits = [one for one, _ in group], [one for _, one in group]
    rate = sum(hits) / sum(n) if n else float("nan")
    found = dispersion(np.array(hits, dtype=float), np.array(n, dtype=float), rate)
    if sum(hits) in (0, sum(n)):
        assert found == 1
        return
    scores = sorted(
        (hit / of - rate) / sqrt(rate * (1 - rate) / of) for of, hit in zip(n, hits, strict=True)
    )

    def quantile(part: float) -> float:
        place = part * (len(scores) - 1)
        below = int(place)
        above = min(below + 1, len(scores) - 1)
        return scores[below] + (place - below) * (scores[above] - scores[below])

    pulled_in = [min(max(score, quantile(0.1)), quantile(0.9)) for score in scores]
    square = sum(score**2 for score in pulled_in) / len(scores)
    assert found == pytest.approx(max(1.0, square), rel=1e-9)


def test_equal_rates_are_not_widened_and_one_outlier_hardly_widens() -> None:
    n = np.full(20, 500.0)
    assert dispersion(np.full(20, 300.0), n, 0.6) == 1
    hits = np.array([300.0] * 19 + [100.0])
    assert dispersion(hits, n, 0.6) == 1
