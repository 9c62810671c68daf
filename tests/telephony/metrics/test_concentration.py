"""How evenly a load is shared, against the definitions written out."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.metrics.concentration import busiest_fifth, effective_people, gini

loads = st.lists(st.just(0) | st.integers(0, 10**13), max_size=12)


def floats(load: list[int]) -> np.ndarray:
    return np.array(load, dtype=np.float64)


@given(loads)
def test_gini_equals_the_mean_difference_of_all_pairs(load: list[int]) -> None:
    found = gini(floats(load))
    if not sum(load):
        assert found is None
        return
    pairs = sum(abs(one - other) for one in load for other in load)
    assert found == pytest.approx(float(Fraction(pairs, 2 * len(load) * sum(load))), abs=1e-12)


@given(loads)
def test_the_effective_number_is_one_over_the_squared_shares(load: list[int]) -> None:
    found = effective_people(floats(load))
    if not sum(load):
        assert found is None
        return
    squares = sum(Fraction(one, sum(load)) ** 2 for one in load)
    assert found == pytest.approx(float(1 / squares), rel=1e-12)
    assert 1 - 1e-9 <= found <= len(load) + 1e-9


@given(loads, st.integers(1, 1_000))
def test_neither_depends_on_the_order_or_the_unit(load: list[int], unit: int) -> None:
    turned = floats([one * unit for one in reversed(load)])
    for measure in (gini, effective_people):
        found = measure(floats(load))
        other = measure(turned)
        assert (found is None) == (other is None)
        if found is not None:
            assert other == pytest.approx(found, abs=1e-9)


@pytest.mark.parametrize(("people", "few"), [(1, 1), (2, 1), (7, 1), (8, 2), (9, 2), (25, 5)])
def test_the_busiest_fifth_is_at_least_one(people: int, few: int) -> None:
    found = busiest_fifth(floats(list(range(1, people + 1))))
    assert found is not None
    top = sum(range(people - few + 1, people + 1))
    assert (found.few, found.everyone) == (few, people)
    assert found.share == pytest.approx(top / sum(range(people + 1)))


def test_equal_loads_have_no_concentration_and_one_of_n_has_all_of_it() -> None:
    assert gini(floats([5, 5, 5, 5])) == 0
    assert effective_people(floats([5, 5, 5, 5])) == pytest.approx(4)
    assert gini(floats([0, 0, 0, 7])) == pytest.approx(3 / 4)
    assert effective_people(floats([0, 0, 0, 7])) == pytest.approx(1)
