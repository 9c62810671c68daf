"""The parts of a change add up to it, for every extension and for the group.

A group of four, worked on paper. Inbound calls and seconds:

                 before                        now
         answered unanswered talk     answered unanswered talk
  Anna        10          0  1000           20          5  2400
  Ben         10         10   900            8          2   480
  Cleo         5          5   300            0          0     0
  Dan          0          0     0            6          9   540

Talk: 2200 s before, 3420 s now, so 1220 s more.
  Anna took 10 calls more. They were 100 s long and are 120 s, 110 s in the middle: 1100 s from more
  calls. 20 s longer at (10 + 20) / 2 = 15 calls: 300 s. Together 1400 s.
  Ben took 2 fewer, 90 s and now 60 s: -2 x 75 s = -150 s; -30 s at 9 calls: -270 s. That is
  -420 s.
  Like for like that is 950 s and 30 s. Dan is new, 540 s, and Cleo gone, -300 s:
  950 + 30 + 540 - 300 = 1220.

Pick-up: 25 of 40 before, 62.5 %, and 34 of 50 now, 68 %: 5.5 points more. The middle is 65.25 %.
  Share of the calls, before and now: Anna 25 and 50 %, Ben 50 and 20 %, Cleo 25 and 0 %, Dan 0 and
  30 %. Rates: Anna 100 and 80 %, Ben 50 and 80 %, Cleo 50 %, Dan 40 %.
  Who took them: Anna 0.25 x (90 - 65.25) = 6.1875; Ben -0.3 x (65 - 65.25) = 0.075;
  Cleo -0.25 x (50 - 65.25) = 3.8125; Dan 0.3 x (40 - 65.25) = -7.575. Together 2.5 points.
  How each did: Anna -20 x 0.375 = -7.5; Ben 30 x 0.35 = 10.5. Together 3 points. 2.5 + 3 = 5.5.
"""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.metrics.change_parts import changes_of
from telephony.metrics.changes import Changes, ExtensionChange, Status
from telephony.metrics.extension_metrics import total
from telephony.metrics.frame_view import FrameView
from telephony.metrics.talk_split import TalkSplit
from telephony.query.view import Direction
from tests.telephony.frames.extension_frames import frame, frames, row

SECOND = 1_000_000
BEFORE = frame(
    row("100", "Anna", ia=10, it=1000),
    row("101", "Ben", ia=10, iu=10, it=900),
    row("102", "Cleo", ia=5, iu=5, it=300),
    row("103", "Dan"),
)
NOW = frame(
    row("100", "Anna", ia=20, iu=5, it=2400),
    row("101", "Ben", ia=8, iu=2, it=480),
    row("103", "Dan", ia=6, iu=9, it=540),
)
directions = st.sampled_from(Direction)


def changed(
    before: pd.DataFrame, now: pd.DataFrame, direction: Direction = Direction.BOTH, **kwargs: bool
) -> Changes:
    return changes_of(FrameView(before), FrameView(now), direction, **kwargs)


def by_name(changes: Changes) -> dict[str, ExtensionChange]:
    return {one.display_name: one for one in changes.rows}


def seconds(split: TalkSplit | None) -> tuple[float, float]:
    assert split is not None
    return split.more_calls_us / SECOND, split.longer_calls_us / SECOND


def test_the_talk_time_of_the_group_of_four() -> None:
    changes = changed(BEFORE, NOW)
    people = by_name(changes)
    assert [one.display_name for one in changes.rows] == ["Anna", "Dan", "Ben", "Cleo"]
    assert seconds(people["Anna"].split) == (1100, 300)
    assert seconds(people["Ben"].split) == (-150, -270)
    assert seconds(people["Cleo"].split) == (-300, 0)
    assert seconds(people["Dan"].split) == (540, 0)
    talk = changes.talk
    assert (talk.before_us, talk.now_us) == (2200 * SECOND, 3420 * SECOND)
    assert seconds(talk.like_for_like) == (950, 30)
    assert (talk.new_us, talk.gone_us) == (540 * SECOND, -300 * SECOND)
    assert talk.left_out == 0


def test_the_calls_and_the_people_of_the_group_of_four() -> None:
    changes = changed(BEFORE, NOW)
    assert (changes.calls.before, changes.calls.now) == (40, 50)
    people = by_name(changes)
    assert {name: str(one.status) for name, one in people.items()} == {
        "Anna": "stayed",
        "Ben": "stayed",
        "Cleo": "gone",
        "Dan": "new",
    }


def test_the_pick_up_rate_of_the_group_of_four() -> None:
    changes = changed(BEFORE, NOW)
    rate = changes.rate
    assert (rate.before.rate, rate.now.rate) == (0.625, 0.68)
    parts = {
        name: (100 * one.rate.mix, 100 * one.rate.people)
        for name, one in by_name(changes).items()
        if one.rate is not None
    }
    assert parts["Anna"] == pytest.approx((6.1875, -7.5))
    assert parts["Ben"] == pytest.approx((0.075, 10.5))
    assert parts["Cleo"] == pytest.approx((3.8125, 0))
    assert parts["Dan"] == pytest.approx((-7.575, 0))
    assert rate.split is not None
    assert 100 * rate.split.mix == pytest.approx(2.5)
    assert 100 * rate.split.people == pytest.approx(3)


@given(frames(), frames(), directions, st.booleans())
def test_the_parts_are_the_change_for_each_extension_and_for_the_group(
    before: pd.DataFrame, now: pd.DataFrame, direction: Direction, of_groups: bool
) -> None:
    changes = changed(before, now, direction, of_groups=of_groups)
    for one in changes.rows:
        was, became = one.before.all_talk, one.now.all_talk
        if was is None or became is None:
            assert one.split is None
            continue
        assert one.split is not None
        assert one.split.change_us == became.talk_us - was.talk_us
    talk = changes.talk
    parts = talk.like_for_like.change_us + talk.new_us + talk.gone_us
    assert parts == talk.now_us - talk.before_us
    assert parts == sum(one.split.change_us for one in changes.rows if one.split is not None)
    rate = changes.rate
    if rate.split is not None:
        assert rate.before.rate is not None
        assert rate.now.rate is not None
        assert rate.split.mix + rate.split.people == pytest.approx(
            rate.now.rate - rate.before.rate, abs=1e-12
        )


@given(frames(), frames(), directions)
def test_the_sums_are_those_of_the_overview_where_all_values_are_known(
    before: pd.DataFrame, now: pd.DataFrame, direction: Direction
) -> None:
    changes = changed(before, now, direction)
    earlier, later = total(before, direction), total(now, direction)
    if changes.calls.left_out == 0:
        assert changes.calls.before == (earlier["calls"].value or 0)
        assert changes.calls.now == (later["calls"].value or 0)
    if changes.talk.left_out == 0:
        assert changes.talk.before_us == (earlier["talk"].value or 0)
        assert changes.talk.now_us == (later["talk"].value or 0)
    if changes.rate.left_out == 0:
        assert changes.rate.before.rate == earlier["pick_up_rate"].value
        assert changes.rate.now.rate == later["pick_up_rate"].value


@given(frames(), directions)
def test_nothing_changes_from_a_period_to_itself(same: pd.DataFrame, direction: Direction) -> None:
    changes = changed(same, same, direction)
    assert changes.count(Status.STAYED) == len(same)
    assert all(one.split in (None, TalkSplit()) for one in changes.rows)


def test_nobody_in_either_period_is_no_change() -> None:
    changes = changed(frame(), frame())
    assert changes.rows == ()
    assert (changes.calls.before, changes.talk.now_us, changes.rate.split) == (0, 0, None)


def test_one_person_alone_is_compared_with_itself() -> None:
    changes = changed(frame(row("1", ia=5, iu=5, it=50)), frame(row("1", ia=9, iu=1, it=90)))
    assert seconds(changes.talk.like_for_like) == (40, 0)
    assert changes.rate.split is not None
    assert changes.rate.split.mix == 0
    assert changes.rate.split.people == pytest.approx(0.4)


def test_who_is_listed_without_calls_is_new_once_it_has_some_and_stays_without_any() -> None:
    before, now = frame(row("1"), row("2")), frame(row("1", oa=1, ot=5), row("2"))
    assert [(one.extension, str(one.status)) for one in changed(before, now).rows] == [
        ("1", "new"),
        ("2", "stayed"),
    ]
    # in inbound calls alone nothing happened
    assert changed(before, now, Direction.INBOUND).count(Status.STAYED) == 2


def test_an_extension_with_an_unreadable_value_is_left_out_of_what_needs_it_on_both_sides() -> None:
    before = frame(row("1", ia=4, it="?"), row("2", ia=4, it=40))
    now = frame(row("1", ia=5, it=50), row("2", ia=4, it=60))
    changes = changed(before, now)
    assert changes.talk.left_out == 1
    assert (changes.talk.before_us, changes.talk.now_us) == (40 * SECOND, 60 * SECOND)
    assert (changes.calls.before, changes.calls.now, changes.calls.left_out) == (8, 9, 0)
    assert changes.rate.left_out == 0


def test_two_groups_are_split_as_wholes_and_each_extension_has_its_part() -> None:
    # 10 calls of 60 s against 30 calls of 100 s: 20 more, 80 s in the middle; 40 s longer at 20
    sales = frame(row("1", ia=10, it=500), row("2", ia=20, it=2500))
    support = frame(row("8", ia=4, it=300), row("9", ia=6, it=300))
    changes = changed(support, sales, of_groups=True)
    assert seconds(changes.talk.like_for_like) == (1600, 800)
    assert (changes.talk.new_us, changes.talk.gone_us) == (0, 0)
    parts = {one.extension: seconds(one.split) for one in changes.rows}
    assert parts == {"1": (800, -300), "2": (1600, 900), "8": (-320, 20), "9": (-480, 180)}


def test_an_extension_in_both_groups_has_no_part_in_their_difference() -> None:
    both = row("5", ia=7, it=700)
    changes = changed(frame(both), frame(both, row("6", ia=1, it=10)), of_groups=True)
    parts = {one.extension: one.split for one in changes.rows}
    assert parts["5"] == TalkSplit()
