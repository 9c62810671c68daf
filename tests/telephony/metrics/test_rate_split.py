"""A change of a group's rate is who took the calls and how each did, exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.metrics.rate_split import (
    RateSplit,
    Taken,
    split_rate,
    sum_splits_of_rate,
    sum_taken,
)

taken = st.integers(0, 500).flatmap(
    lambda calls: st.builds(Taken, st.just(calls), st.integers(0, calls))
)
groups = st.lists(st.tuples(taken, taken), max_size=8)


@given(groups)
def test_mix_and_people_are_exactly_the_change_of_the_groups_rate(
    pairs: list[tuple[Taken, Taken]],
) -> None:
    before, now = [was for was, _ in pairs], [became for _, became in pairs]
    splits = split_rate(before, now)
    earlier, later = sum_taken(before).rate, sum_taken(now).rate
    if earlier is None or later is None:
        assert splits is None
        return
    assert splits is not None
    whole = sum_splits_of_rate(splits)
    assert whole.mix + whole.people == pytest.approx(later - earlier, abs=1e-12)


@given(st.lists(taken, min_size=1, max_size=8), st.integers(2, 5))
def test_more_calls_for_everybody_alike_change_nothing(before: list[Taken], times: int) -> None:
    now = [Taken(one.calls * times, one.answered * times) for one in before]
    for split in split_rate(before, now) or []:
        assert split.mix == pytest.approx(0, abs=1e-12)
        assert split.people == pytest.approx(0, abs=1e-12)


def test_one_person_alone_is_never_a_matter_of_who() -> None:
    assert split_rate([Taken(10, 5)], [Taken(40, 30)]) == [RateSplit(0.0, 0.25)]


def test_who_answers_more_than_the_group_and_takes_a_larger_share_raises_it() -> None:
    good, poor = split_rate([Taken(50, 50), Taken(50, 0)], [Taken(90, 90), Taken(10, 0)]) or []
    assert (good.people, poor.people) == (0, 0)
    assert good.mix > 0
    assert poor.mix > 0  # it took fewer, and answers less than the group


def test_joiners_and_leavers_have_no_change_of_their_own() -> None:
    gone, new = split_rate([Taken(10, 2), Taken()], [Taken(), Taken(10, 8)]) or []
    assert (gone.people, new.people) == (0, 0)
    assert gone.mix + new.mix == pytest.approx(0.6)


@pytest.mark.parametrize("pairs", [[], [(Taken(), Taken(5, 3))], [(Taken(5, 3), Taken())]])
def test_without_calls_in_one_of_the_two_there_is_no_split(
    pairs: list[tuple[Taken, Taken]],
) -> None:
    assert split_rate([was for was, _ in pairs], [became for _, became in pairs]) is None
