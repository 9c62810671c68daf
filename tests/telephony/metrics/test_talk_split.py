"""A change of talk time is its two parts to the microsecond, whatever the calls."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from telephony.metrics.talk_split import Talk, TalkSplit, split_talk, sum_splits, usual_length

SECOND = 1_000_000
counts = st.just(0) | st.integers(0, 10**9)
talks = st.builds(Talk, counts, st.just(0) | st.integers(0, 10**15))
with_calls = st.builds(Talk, st.integers(1, 10**6), st.integers(0, 10**13))


@given(talks, talks)
def test_both_parts_are_exactly_the_change(before: Talk, now: Talk) -> None:
    assert split_talk(before, now).change_us == now.talk_us - before.talk_us


@given(talks, talks)
def test_the_way_back_is_the_change_with_its_sign_turned(before: Talk, now: Talk) -> None:
    there, back = split_talk(before, now), split_talk(now, before)
    assert (back.more_calls_us, back.longer_calls_us) == (
        -there.more_calls_us,
        -there.longer_calls_us,
    )


@given(with_calls, with_calls)
def test_the_parts_are_those_of_the_formula_to_half_a_microsecond(before: Talk, now: Talk) -> None:
    n0, n1 = before.calls, now.calls
    d0, d1 = Fraction(before.talk_us, n0), Fraction(now.talk_us, n1)
    split = split_talk(before, now)
    assert abs(split.more_calls_us - (n1 - n0) * (d0 + d1) / 2) <= Fraction(1, 2)
    assert abs(split.longer_calls_us - (d1 - d0) * Fraction(n0 + n1, 2)) <= Fraction(1, 2)


def test_as_many_calls_that_are_longer_and_more_calls_as_long_as_before() -> None:
    longer = split_talk(Talk(4, 40 * SECOND), Talk(4, 60 * SECOND))
    assert longer == TalkSplit(0, 20 * SECOND)
    more = split_talk(Talk(4, 40 * SECOND), Talk(6, 60 * SECOND))
    assert more == TalkSplit(20 * SECOND, 0)


def test_calls_where_there_were_none_are_all_of_the_change() -> None:
    assert split_talk(Talk(), Talk(3, 90 * SECOND)) == TalkSplit(90 * SECOND, 0)
    assert split_talk(Talk(3, 90 * SECOND), Talk()) == TalkSplit(-90 * SECOND, 0)


def test_talk_time_without_answered_calls_counts_as_length() -> None:
    assert split_talk(Talk(0, 5 * SECOND), Talk(0, 7 * SECOND)) == TalkSplit(0, 2 * SECOND)
    assert split_talk(Talk(0, 5 * SECOND), Talk(2, 60 * SECOND)) == TalkSplit(
        60 * SECOND, -5 * SECOND
    )


def test_without_calls_no_call_has_a_usual_length() -> None:
    assert usual_length(Talk(), Talk()) == 0
    assert split_talk(Talk(), Talk()) == TalkSplit()


@given(st.lists(st.tuples(talks, talks), max_size=6))
def test_the_parts_of_many_are_the_change_of_all(pairs: list[tuple[Talk, Talk]]) -> None:
    change = sum(now.talk_us - before.talk_us for before, now in pairs)
    assert sum_splits(split_talk(*pair) for pair in pairs).change_us == change
