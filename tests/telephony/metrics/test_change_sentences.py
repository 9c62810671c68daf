"""What changed is said by rules: in numbers, singular and plural, sure or not, and never why."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.formatting.locale_style import ENGLISH, style_of
from telephony.metrics.change_parts import changes_of
from telephony.metrics.change_sentences import sentences_of
from telephony.metrics.changes import Status
from telephony.metrics.frame_view import FrameView
from telephony.metrics.sentence_pieces import Piece, plain
from telephony.metrics.view_changes import Comparison
from telephony.query.view import Direction
from tests.telephony.frames.extension_frames import frame, frames, row
from tests.telephony.metrics.test_changes import BEFORE, NOW

WEEK = 7 * 86_400.0
COMPARED = Comparison(
    "Sales", "16–22 Nov 2026", "9–15 Nov 2026", Direction.BOTH, WEEK, WEEK, of_groups=False
)


def said(
    before: pd.DataFrame, now: pd.DataFrame, compared: Comparison = COMPARED, language: str = ""
) -> list[str]:
    changes = changes_of(
        FrameView(before), FrameView(now), compared.direction, of_groups=compared.of_groups
    )
    return [plain(one) for one in sentences_of(changes, compared, style_of(language))]


def test_the_group_of_four_is_told_in_five_sentences() -> None:
    assert said(BEFORE, NOW) == [
        (
            "16–22 Nov 2026: Sales had 50 calls, 25 % more than 9–15 Nov 2026 (40). Chance alone "
            "can give as much."
        ),
        (
            "Talk time was 57 min 0 s, 55 % more than before (36 min 40 s): +44 % like for like, "
            "+25 % at 1 extension without calls before, −14 % at 1 extension without calls now."
        ),
        "Like for like: +43 % from more calls, +1 % from longer calls.",
        (
            "Largest changes of talk time: Anna (100) +23 min 20 s, Dan (103) +9 min 0 s, "
            "Ben (101) −7 min 0 s."
        ),
        (
            "Pick-up rate: 68.0 % of 50 inbound calls, 5.5 points more than before (62.5 % of 40 "
            "inbound calls): +2.5 points from who took the calls, +3.0 points from how each did. "
            "Chance alone can give as much."
        ),
    ]


@pytest.mark.parametrize(
    ("now", "sentences"),
    [
        ((60, 60), []),
        ((120, 60), ["Largest change of talk time: Ann (1) +1 min 0 s."]),
        ((60, 0), ["Largest change of talk time: Ben (2) −1 min 0 s."]),
        (("unreadable", 90), ["Incomplete: Largest change of talk time: Ben (2) +30 s."]),
        (
            (0, 180),
            ["Largest changes of talk time: Ben (2) +2 min 0 s, Ann (1) −1 min 0 s."],
        ),
    ],
)
def test_those_whose_talk_time_changed_most_are_named(
    now: tuple[int | str, int], sentences: list[str]
) -> None:
    people = ("1", "Ann"), ("2", "Ben")
    before = frame(*(row(*one, ia=1, it=60) for one in people))
    after = frame(*(row(*one, ia=1, it=talk) for one, talk in zip(people, now, strict=True)))
    found = [one for one in said(before, after) if "Largest" in one]
    assert found == sentences


@pytest.mark.parametrize("calls", [3, 30])
def test_where_nothing_differs_no_part_of_it_and_no_doubt_is_named(calls: int) -> None:
    same = frame(row("1", "Ann", ia=calls, iu=1, it=60), row("2", "Ben", ia=calls, it=60))
    taken = f"{'85.7' if calls == 3 else '98.4'} % of {2 * calls + 1} inbound calls"
    assert said(same, same) == [
        f"16–22 Nov 2026: Sales had {2 * calls + 1} calls, as many as 9–15 Nov 2026.",
        "Talk time was 2 min 0 s, the same as before (2 min 0 s).",
        f"Pick-up rate: {taken}, the same as before ({taken}).",
    ]


def test_parts_that_cancel_out_are_named() -> None:
    before = frame(row("1", "Ann", ia=2, it=120))
    now = frame(row("1", "Ann", ia=4, it=120))
    assert "the same as before (2 min 0 s): +75 % from more calls, −75 %" in said(before, now)[1]


def test_nobody_is_named_where_one_is_all_there_is_or_two_groups_differ() -> None:
    alone = frame(row("1", "Ann", ia=1, it=60)), frame(row("1", "Ann", ia=2, it=120))
    groups = replace(COMPARED, of_groups=True)
    for words in (said(*alone), said(BEFORE, NOW, groups)):
        assert not [one for one in words if one.startswith("Largest")]


def test_every_number_leads_to_the_rows_that_it_is_made_of() -> None:
    changes = changes_of(FrameView(BEFORE), FrameView(NOW), Direction.BOTH)
    pieces = [piece for one in sentences_of(changes, COMPARED, ENGLISH) for piece in one]
    by_rows = {rows: [piece.text for piece in pieces if piece.rows == rows] for rows in Status}
    assert by_rows[Status.NEW] == [
        "+25 % at 1 extension without calls before",
        "Dan (103) +9 min 0 s",
    ]
    assert by_rows[Status.GONE] == ["−14 % at 1 extension without calls now"]
    assert by_rows[Status.STAYED][0] == "+44 % like for like"
    dates = (COMPARED.dates, COMPARED.before, "of")
    for piece in pieces:
        words = piece.text
        for date in dates:
            words = words.replace(date, "")
        assert piece.rows or not re.search(r"\d", words)


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        ({}, {}, "Sales had no calls, like 9–15 Nov 2026."),
        ({}, {"ia": 1}, "Sales had 1 call, unlike 9–15 Nov 2026 (none)."),
        ({"ia": 3}, {}, "Sales had no calls, unlike 9–15 Nov 2026 (3)."),
        ({"ia": 3}, {"ia": 3}, "Sales had 3 calls, as many as 9–15 Nov 2026."),
        (
            {"ia": 1},
            {"ia": 4},
            (
                "Sales had 4 calls, 3 more than 9–15 Nov 2026 (1). There are too few calls to tell "
                "it from chance."
            ),
        ),
        (
            {"ia": 1000},
            {"ia": 700},
            (
                "Sales had 700 calls, 30 % fewer than 9–15 Nov 2026 (1,000). That is more than "
                "chance alone gives."
            ),
        ),
        (
            {"ia": 1000},
            {"ia": 1001},
            (
                "Sales had 1,001 calls, 1 more than 9–15 Nov 2026 (1,000). Chance alone can give "
                "as much."
            ),
        ),
    ],
)
def test_calls_singular_plural_none_equal_and_few(
    before: dict[str, int], now: dict[str, int], sentence: str
) -> None:
    first = said(frame(row("1", **before)), frame(row("1", **now)))[0]
    assert first == f"16–22 Nov 2026: {sentence}"


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        ({"ia": 1}, {"ia": 1, "it": 60}, "Talk time was 1 min 0 s, unlike before (none)."),
        ({"ia": 1, "it": 60}, {"ia": 1}, "Talk time was 0, unlike before (1 min 0 s)."),
        (
            {"ia": 2, "it": 60},
            {"ia": 1, "it": 60},
            (
                "Talk time was 1 min 0 s, the same as before (1 min 0 s): −75 % from fewer calls, "
                "+75 % from longer calls."
            ),
        ),
        (
            {"ia": 1, "it": 60},
            {"ia": 2, "it": 60},
            (
                "Talk time was 1 min 0 s, the same as before (1 min 0 s): +75 % from more calls, "
                "−75 % from shorter calls."
            ),
        ),
    ],
)
def test_talk_time_that_is_new_gone_or_the_same(
    before: dict[str, int], now: dict[str, int], sentence: str
) -> None:
    assert said(frame(row("1", **before)), frame(row("1", **now)))[1] == sentence


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        (
            {"oa": 1},
            {"oa": 1, "ia": 1},
            "Pick-up rate: 100.0 % of 1 inbound call, unlike before (no inbound calls).",
        ),
        (
            {"ia": 1, "iu": 1},
            {"ia": 2, "iu": 2},
            (
                "Pick-up rate: 50.0 % of 4 inbound calls, the same as before (50.0 % of 2 inbound "
                "calls)."
            ),
        ),
        (
            {"ia": 5000, "iu": 5000},
            {"ia": 5001, "iu": 4999},
            (
                "Pick-up rate: 50.0 % of 10,000 inbound calls, almost the same as before (50.0 % "
                "of 10,000 inbound calls): 0.0 points from who took the calls, 0.0 points from how "
                "each did. Chance alone can give as much."
            ),
        ),
    ],
)
def test_a_pick_up_rate_that_is_new_equal_or_almost_so(
    before: dict[str, int], now: dict[str, int], sentence: str
) -> None:
    assert said(frame(row("1", **before)), frame(row("1", **now)))[-1] == sentence


def test_two_groups_are_compared_by_their_names_and_all_of_the_rate_is_who_took_the_calls() -> None:
    compared = replace(COMPARED, before="Support", of_groups=True)
    sales = frame(row("1", ia=30, iu=10, it=3000))
    support = frame(row("8", ia=10, iu=10, it=600))
    assert said(support, sales, compared) == [
        (
            "16–22 Nov 2026: Sales had 40 calls, 100 % more than Support (20). That is more than "
            "chance alone gives."
        ),
        (
            "Talk time was 50 min 0 s, 400 % more than Support (10 min 0 s): +267 % from more "
            "calls, +133 % from longer calls."
        ),
        (
            "Pick-up rate: 75.0 % of 40 inbound calls, 25.0 points more than Support (50.0 % of 20 "
            "inbound calls): all of it from who took the calls, as an extension has the same calls "
            "in every group. Chance alone can give as much."
        ),
    ]


def test_calls_that_came_in_between_two_groups_requests_are_how_each_did() -> None:
    compared = replace(COMPARED, before="Support", of_groups=True)
    before, now = frame(row("1", ia=10, iu=10)), frame(row("1", ia=11, iu=10))
    assert said(before, now, compared)[-1] == (
        "Pick-up rate: 52.4 % of 21 inbound calls, 2.4 points more than Support (50.0 % of 20 "
        "inbound calls): 0.0 points from who took the calls, +2.4 points from how each did. Apart "
        "from the calls that both have, there are too few to tell it from chance."
    )


def test_two_groups_with_the_same_rate_have_nothing_to_split() -> None:
    compared = replace(COMPARED, before="Support", of_groups=True)
    found = said(frame(row("8", ia=10, iu=10)), frame(row("1", ia=20, iu=20)), compared)
    assert found[-1] == (
        "Pick-up rate: 50.0 % of 40 inbound calls, the same as Support (50.0 % of 20 inbound "
        "calls)."
    )


def test_where_nobody_has_calls_in_both_nothing_is_told_like_for_like() -> None:
    before = frame(row("1", ia=10, it=1000), row("2"), row("3"))
    now = frame(row("1"), row("2", ia=10, it=900), row("3"))
    assert said(before, now)[1:3] == [
        (
            "Talk time was 15 min 0 s, 10 % less than before (16 min 40 s): +90 % at 1 extension "
            "without calls before, −100 % at 1 extension without calls now."
        ),
        "Largest changes of talk time: Extension 1 (1) −16 min 40 s, Extension 2 (2) +15 min 0 s.",
    ]


def test_what_is_like_for_like_the_same_is_not_split() -> None:
    before = frame(row("1", ia=10, it=1000), row("2"))
    now = frame(row("1", ia=10, it=1000), row("2", ia=10, it=900))
    assert said(before, now)[1:3] == [
        (
            "Talk time was 31 min 40 s, 90 % more than before (16 min 40 s): 0 % like for like, "
            "+90 % at 1 extension without calls before."
        ),
        "Largest change of talk time: Extension 2 (2) +15 min 0 s.",
    ]


def test_what_two_groups_share_is_no_part_of_how_sure_their_difference_is() -> None:
    compared = replace(COMPARED, before="Support", of_groups=True)
    both = [row(str(number), ia=160, iu=40) for number in range(1, 6)]
    few = said(frame(*both), frame(*both, row("8", ia=3)), compared)
    clear = said(frame(*both), frame(*both, row("8", ia=8, iu=22)), compared)
    assert few[0].endswith(
        "3 more than Support (1,000). Apart from the calls that both have, there are too few to "
        "tell it from chance."
    )
    assert clear[0].endswith("3 % more than Support (1,000). That is more than chance alone gives.")
    assert clear[-1].endswith("That is more than chance alone gives.")
    # 1,000 and 1,030 calls that have nothing to do with each other
    apart = said(frame(row("7", ia=800, iu=200)), frame(row("8", ia=808, iu=222)), compared)
    assert apart[0].endswith("Chance alone can give as much.")
    assert apart[-1].endswith("Chance alone can give as much.")


def test_many_times_as_much_is_not_told_in_percent() -> None:
    before = frame(row("1", ia=10, it=100), row("2"))
    now = frame(row("1", ia=400, it=8000), row("2", ia=50, it=1000))
    calls, talk, alike, *_ = said(before, now)
    assert "450 calls, 45 times as many as 9–15 Nov 2026 (10)." in calls
    assert talk == (
        "Talk time was 2 h 30 min, 90 times as much as before (1 min 40 s): +2 h 12 min like for "
        "like, +16 min 40 s at 1 extension without calls before."
    )
    assert alike == ("Like for like: +1 h 38 min from more calls, +34 min 10 s from longer calls.")


def test_one_direction_is_named_and_outbound_calls_have_no_pick_up_rate() -> None:
    before = frame(row("1", ia=9, it=90, oa=20, ot=200))
    now = frame(row("1", ia=9, it=90, oa=40, ot=400))
    outbound = said(before, now, replace(COMPARED, direction=Direction.OUTBOUND))
    assert outbound[0].startswith("16–22 Nov 2026: Sales had 40 outbound calls, 100 % more than")
    assert outbound[1] == (
        "Outbound talk time was 6 min 40 s, 100 % more than before (3 min 20 s): +100 % from more "
        "calls, 0 % from longer calls."
    )
    assert len(outbound) == 2


def test_where_rows_are_missing_nothing_is_compared() -> None:
    compared = replace(COMPARED, why_not="Rows of 9–15 Nov 2026 are missing or doubtful.")
    assert said(BEFORE, NOW, compared) == [
        "No comparison: Rows of 9–15 Nov 2026 are missing or doubtful."
    ]


def test_extensions_that_are_left_out_and_periods_of_other_lengths_are_named() -> None:
    before = frame(row("1", ia=20, it="?"), row("2", ia=20, it=40))
    compared = replace(COMPARED, before_seconds=31 * 86_400.0)
    assert said(before, frame(row("2", ia=20, it=40)), compared)[-2:] == [
        "The two are not equally long: 7.0 and 31.0 days.",
        (
            "1 extension has unreadable values. It is left out of the sums that need them, on both "
            "sides."
        ),
    ]


def test_where_calls_were_counted_differently_before_nothing_is_made_of_their_change() -> None:
    recounted = "3CX Update 6 lies between: unanswered calls were counted differently before."
    calls, *_, rate = said(BEFORE, NOW, replace(COMPARED, recounted=True))
    assert calls.endswith(f"25 % more than 9–15 Nov 2026 (40). {recounted}")
    assert rate == (
        f"Pick-up rate: 68.0 % of 50 inbound calls; before 62.5 % of 40 inbound calls. {recounted}"
    )


def test_an_extension_that_passed_to_somebody_else_is_named() -> None:
    before = frame(row("1", "Felix", ia=20, it=40), row("2", "Ann", ia=1), row("3", "Gone", ia=1))
    now = frame(row("1", "Zoe", ia=20, it=40), row("2", "Ann", ia=1), row("4", "New", ia=1))
    assert said(before, now)[-1] == (
        "This extension had another name before: 1 (Felix). Calls count for the extension, not for "
        "the person."
    )
    many = (
        [row(str(n), "Old", ia=1) for n in range(7)],
        [row(str(n), "Now", ia=1) for n in range(7)],
    )
    assert said(*(frame(*rows) for rows in many))[-1].startswith(
        "These had other names before: 0 (Old), 1 (Old), 2 (Old), 3 (Old), 4 (Old), …. Calls"
    )


def test_numbers_follow_the_readers_separators() -> None:
    german = said(frame(row("1", ia=1000)), frame(row("1", ia=1300)), language="de")
    assert "1.300 calls, 30\xa0% more than 9–15 Nov 2026 (1.000)" in german[0]
    assert "100,0\xa0% of 1.300 inbound calls" in german[-1]


@given(frames(), frames(), st.sampled_from(Direction), st.booleans(), st.sampled_from((0.0, WEEK)))
def test_no_sentence_claims_a_cause_or_ends_oddly(
    before: pd.DataFrame, now: pd.DataFrame, direction: Direction, of_groups: bool, seconds: float
) -> None:
    compared = replace(COMPARED, direction=direction, of_groups=of_groups, before_seconds=seconds)
    ours = (drawn.assign(display_name="Ann") for drawn in (before, now))  # a name can be "None"
    for sentence in said(*ours, compared):
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert ".." not in sentence
        assert not re.search(r"because|due to|caused|nan|None|\binf\b|p-value", sentence)


@given(frames(), frames())
def test_the_parts_in_percent_add_up_where_they_are_shown(
    before: pd.DataFrame, now: pd.DataFrame
) -> None:
    changes = changes_of(FrameView(before), FrameView(now), Direction.BOTH)
    talk = changes.talk
    if not talk.before_us or not talk.now_us or talk.now_us > 5 * talk.before_us:
        return
    sentences = sentences_of(changes, COMPARED, ENGLISH)
    texts = [piece.text for one in sentences for piece in one if isinstance(piece, Piece)]
    shares: dict[str, int] = {}
    for text in texts:
        if found := re.fullmatch(r"([+−]?)([\d,]+) % (like|from|at) .*", text):
            size = int(found[2].replace(",", ""))
            shares[text.split(" % ")[1]] = -size if found[1] == "−" else size
    change = 100 * (talk.now_us - talk.before_us) / talk.before_us
    apart = [size for words, size in shares.items() if words.startswith("at")]
    split = sum(size for words, size in shares.items() if words.startswith("from"))
    if "like for like" in shares:
        assert shares["like for like"] == split
    assert split + sum(apart) == pytest.approx(change, abs=0.5001)
