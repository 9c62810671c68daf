"""The interval of a share is the one that another, widely used implementation gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from telephony.metrics.intervals import wilson


@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(1, 5_000)), min_size=1, max_size=9))
def test_wilson_intervals_equal_those_of_statsmodels(pairs: list[tuple[int, int]]) -> None:
    n = np.array([float(max(pair)) for pair in pairs])
    hits = np.array([float(min(pair)) for pair in pairs])
    expected = proportion_confint(hits, n, alpha=0.05, method="wilson")
    for ours, theirs in zip(wilson(hits, n), expected, strict=True):
        assert ours == pytest.approx(theirs, abs=1e-12)


def test_without_calls_there_is_no_interval() -> None:
    low, high = wilson(np.array([0.0]), np.array([0.0]))
    assert np.isnan([low[0], high[0]]).all()
