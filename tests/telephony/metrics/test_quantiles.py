"""Medians and quartiles beside numpy's own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telephony.metrics.quantiles import median, quartiles

_floats = st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=30)


@given(_floats)
def test_they_are_numpys(values: list[float]) -> None:
    numbers = np.array(values)
    assert median(numbers) == float(np.median(numbers))
    assert quartiles(numbers) == tuple(np.quantile(numbers, (0.25, 0.75)).tolist())


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_whole_numbers_have_the_same(values: list[int]) -> None:
    numbers = np.array(values)
    assert median(numbers) == float(np.median(numbers))
    assert quartiles(numbers) == tuple(np.quantile(numbers, (0.25, 0.75)).tolist())
