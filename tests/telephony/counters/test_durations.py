"""Durations are counted by bounds, and quantiles are estimated between them."""

import pytest

from telephony.counters.durations import BOUNDS, Durations


def durations(*seconds):
    counted = Durations()
    for each in seconds:
        counted.add(each)
    return counted


def test_a_duration_counts_up_to_every_bound_that_it_does_not_exceed():
    counted = durations(0.1, 0.2, 100.0)
    by_bound = dict(zip((*BOUNDS, "all"), counted.up_to, strict=True))
    assert by_bound[0.05] == 0
    assert by_bound[0.1] == 1  # exactly at the bound is not beyond it
    assert by_bound[0.25] == 2
    assert by_bound[60.0] == 2
    assert by_bound["all"] == counted.count == 3
    assert counted.seconds == pytest.approx(100.3)


def test_a_quantile_lies_between_the_bounds_of_the_durations():
    counted = durations(*[0.02] * 90, *[0.8] * 10)
    assert 0 < counted.quantile(0.5) <= 0.025
    assert 0.5 < counted.quantile(0.95) <= 1.0
    assert counted.quantile(1.0) == 1.0


def test_without_durations_there_is_no_quantile():
    assert Durations().quantile(0.95) is None


def test_beyond_the_last_bound_the_quantile_is_that_bound():
    assert durations(1_000.0).quantile(0.5) == BOUNDS[-1]


def test_a_sum_has_the_durations_of_all_parts_and_leaves_the_parts_alone():
    parts = durations(0.2, 3.0), durations(0.2)
    total = Durations.sum_of(parts)
    assert (total.count, parts[0].count, parts[1].count) == (3, 2, 1)
    assert total.seconds == pytest.approx(3.4)
    assert total.up_to == tuple(map(sum, zip(parts[0].up_to, parts[1].up_to, strict=True)))
