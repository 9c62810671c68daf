"""The overview's sentence: each rule with the values that decide it, and the words worked out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from telephony.formatting.locale_style import style_of
from telephony.formatting.text import clean
from telephony.metrics.frame_view import FrameView
from telephony.metrics.overview_words import About, overview_sentence, subject_words
from telephony.query.view import CallArea, Direction
from tests.telephony.frames.extension_frames import frame, frames, row

BEFORE = "11–17 Nov 2026"
SALES = About("Sales", before_words=BEFORE)
ALONE = About("Sales")


def view(*rows) -> FrameView:
    return FrameView(frame(*rows))


def answered(ia: int, iu: int = 0, **more) -> FrameView:
    """One extension, which nobody needs to name."""
    return view(row("1", ia=ia, iu=iu, **more))


def said(now: FrameView, before: FrameView | None = None, about: About = ALONE) -> str:
    return overview_sentence(now, before, about)


def test_the_sentence_says_how_many_how_they_changed_and_who_took_a_third() -> None:
    # 60 + 45 of 315 calls are exactly a third; 350 before less a tenth of it
    others = [row(str(number), ia=35, iu=20) for number in range(3, 9)]
    now = view(row("1", "Ben Carter", ia=60), row("2", "Anna Ito", ia=45), *others)
    assert said(now, answered(350), SALES) == (
        "Sales answered 315 of 435 inbound calls (72.4 %), 10 % fewer than 11–17 Nov 2026; "
        "Ben Carter and Anna Ito took a third of those answered."
    )


@pytest.mark.parametrize(
    ("ia", "iu", "words"),
    [
        (0, 0, "Sales had no calls."),
        (1, 0, "Sales answered the only inbound call."),
        (0, 1, "Sales did not answer the only inbound call."),
        (2, 0, "Sales answered all 2 inbound calls."),
        (2, 1, "Sales answered 2 of 3 inbound calls."),
        (0, 12, "Sales answered none of 12 inbound calls."),
        (1_200, 0, "Sales answered all 1,200 inbound calls."),
        (9, 3, "Sales answered 9 of 12 inbound calls (75.0 %)."),
    ],
)
def test_a_rate_is_said_of_calls_enough_for_one(ia: int, iu: int, words: str) -> None:
    assert said(answered(ia, iu)) == words


@pytest.mark.parametrize(
    ("oa", "ou", "words"),
    [
        (0, 0, "Sales had no outbound calls."),
        (1, 0, "The only outbound call of Sales was answered."),
        (0, 1, "The only outbound call of Sales was not answered."),
        (3, 0, "All 3 outbound calls of Sales were answered."),
        (0, 3, "None of 3 outbound calls of Sales was answered."),
        (1, 2, "1 of 3 outbound calls of Sales was answered."),
        (9, 3, "9 of 12 outbound calls of Sales were answered (75.0 %)."),
    ],
)
def test_outbound_calls_are_those_that_were_answered(oa: int, ou: int, words: str) -> None:
    about = replace(ALONE, direction=Direction.OUTBOUND)
    assert said(view(row("1", ia=50, oa=oa, ou=ou)), None, about) == words


def test_a_group_that_only_dials_is_told_by_its_outbound_calls() -> None:
    assert said(view(row("1", oa=3))) == "All 3 outbound calls of Sales were answered."


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (100, 100, ", as many as 11–17 Nov 2026"),
        (106, 100, ", 6 % more than 11–17 Nov 2026"),
        (94, 100, ", 6 % fewer than 11–17 Nov 2026"),
        (1_001, 1_000, ", 1 more than 11–17 Nov 2026"),
        (4, 2, ", 2 more than 11–17 Nov 2026"),
        (120, 10, ", 12 times as many as 11–17 Nov 2026"),
        (5, 0, ", unlike 11–17 Nov 2026 (none)"),
        (0, 5, ", unlike 11–17 Nov 2026 (5)"),
        (0, 0, ""),
    ],
)
def test_the_change_is_that_of_answered_calls(now: int, before: int, words: str) -> None:
    sentence = said(answered(now, 200), answered(before, 200), SALES)
    assert sentence.split(" inbound calls")[1].split(" %)")[-1] == f"{words}."


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        ({"ia": 1}, 1, "Sales answered the only inbound call, like Sun 18 Oct 2026 (1)."),
        ({"ia": 1}, 4, "Sales answered the only inbound call, unlike Sun 18 Oct 2026 (4)."),
        ({"ia": 1}, 0, "Sales answered the only inbound call, unlike Sun 18 Oct 2026 (none)."),
        ({"iu": 1}, 4, "Sales did not answer the only inbound call, unlike Sun 18 Oct 2026 (4)."),
        ({"iu": 1}, 0, "Sales did not answer the only inbound call."),
        ({"oa": 1}, 1, "The only outbound call of Sales was answered, like Sun 18 Oct 2026 (1)."),
        ({"oa": 1}, 9, "The only outbound call of Sales was answered, unlike Sun 18 Oct 2026 (9)."),
    ],
)
def test_the_only_call_is_neither_as_many_as_others_nor_fewer(
    now: dict[str, int], before: int, words: str
) -> None:
    about = replace(SALES, before_words="Sun 18 Oct 2026")
    side = "oa" if "oa" in now else "ia"
    assert said(view(row("1", **now)), view(row("1", **{side: before})), about) == words


@pytest.mark.parametrize(
    ("calls", "words"),
    [
        ((50, 50), ""),  # nobody stands out
        ((60, 40), "; Extension 1 took 60.0 % of them"),
        ((50, 26, 24), "; Extension 1 took half of them"),
        ((33, 17, 17, 17, 16), ""),  # nor is there a second one
        ((32, 18, 17, 17, 16), "; Extension 1 and Extension 2 took half of them"),
        ((34, 17, 17, 16, 16), "; Extension 1 took about a third of them"),
        ((100, 0), "; Extension 1 took all of them"),
        (
            (12, 12, 12, 11, 11, 11, 11, 10, 10),
            "; Extension 1, Extension 2 and Extension 3 took 36.0 % of them",
        ),
        ((10,) * 10, ""),
        ((5, 4), ""),  # too few calls to name anybody
    ],
)
def test_those_are_named_who_took_a_third_where_few_did(calls: tuple[int, ...], words: str) -> None:
    rows = [row(str(number), ia=each) for number, each in enumerate(calls, 1)]
    assert said(view(*rows)) == f"Sales answered all {sum(calls)} inbound calls{words}."


@pytest.mark.parametrize(
    ("calls", "direction", "words"),
    [
        (((60, 9), (40, 8)), Direction.INBOUND, "took 60.0 % of those answered"),
        (((50, 9), (26, 8), (24, 0)), Direction.INBOUND, "took half of those answered"),
        (((100, 9), (0, 8)), Direction.INBOUND, "took all of those answered"),
        (((60, 9), (40, 0)), Direction.OUTBOUND, "had 60.0 % of those answered"),
    ],
)
def test_a_share_is_said_to_be_of_the_answered_calls_where_others_were_not(
    calls: tuple[tuple[int, int], ...], direction: Direction, words: str
) -> None:
    side = "i" if direction is Direction.INBOUND else "o"
    rows = [
        row(str(number), **{f"{side}a": answered, f"{side}u": lost})
        for number, (answered, lost) in enumerate(calls, 1)
    ]
    sentence = said(view(*rows), None, replace(ALONE, direction=direction))
    assert sentence.endswith(f"; Extension 1 {words}.")


def test_two_of_one_name_are_told_apart_by_their_numbers() -> None:
    now = view(row("100", "Ben", ia=60), row("101", "Ben", ia=40))
    assert said(now).endswith("; Ben (100) took 60.0 % of them.")


def test_what_is_unreadable_or_missing_now_marks_the_sentence_and_compares_nothing() -> None:
    partly = view(row("1", ia=20, iu=5), row("2", ia=-1, iu=5))
    expected = (
        "Incomplete: Sales answered 20 of 25 inbound calls (80.0 %), as far as the numbers could "
        "be read. Nothing is compared."
    )
    assert said(partly, answered(10), SALES) == expected
    lacking = replace(SALES, lacks_rows=(True, False))
    assert said(answered(20, 5), answered(10), lacking) == expected
    assert said(answered(-1, -1), answered(10), SALES) == (
        "The inbound calls of Sales could not be read."
    )


def test_what_is_missing_before_is_said_instead_of_a_change() -> None:
    end = "Sales answered all 20 inbound calls. No comparison: 11–17 Nov 2026 is incomplete."
    assert said(answered(20), answered(-1), SALES) == end
    assert said(answered(20), answered(10), replace(SALES, lacks_rows=(False, True))) == end
    assert said(answered(20), None, SALES) == (
        "Sales answered all 20 inbound calls. There is no data of 11–17 Nov 2026 to compare with."
    )


def test_periods_of_different_lengths_are_not_compared_by_counts() -> None:
    about = replace(SALES, same_length=False)
    assert said(answered(20), answered(10), about) == "Sales answered all 20 inbound calls."


def test_the_call_area_and_the_readers_separators_are_in_it() -> None:
    about = replace(ALONE, area=CallArea.EXTERNAL)
    german = overview_sentence(answered(1_500, 500), None, about, style_of("de"))
    assert german == "Sales answered 1.500 of 2.000 external inbound calls (75,0\xa0%)."


def test_the_subject_is_the_groups_or_what_a_search_found_in_them() -> None:
    two, one = view(row("1"), row("2")), view(row("7", "Ben"))
    assert subject_words(["Sales"], two, narrowed=False) == "Sales"
    assert subject_words(["Sales", "Support"], two, narrowed=False) == "these 2 groups"
    assert subject_words(["Sales"], two, narrowed=True) == "2 extensions of Sales"
    assert subject_words(["Sales"], one, narrowed=True) == "Ben (7)"
    assert said(answered(2), None, About("these 2 groups")).startswith("These 2 groups answered")


def test_without_extensions_there_is_no_sentence() -> None:
    assert said(view()) == ""


@given(frames(), frames())
def test_no_sentence_claims_a_cause_or_has_one_calls(now, before) -> None:
    sentence = said(FrameView(now), FrameView(before), SALES)
    for name in map(clean, now["display_name"]):  # which may have any spaces itself
        sentence = sentence.replace(name, "Ann") if "  " in name else sentence
    assert "because" not in sentence
    assert "  " not in sentence
    assert " 1 inbound calls" not in sentence
    assert sentence == "" or sentence.endswith(".")
