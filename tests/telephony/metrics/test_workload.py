"""Who carries the load, and who would carry it without some.

The group of four, worked by hand. Ann talks 30 minutes, Ben 20, Cem 10 and Dot not at all:

    together       60 minutes
    shares         1/2, 1/3, 1/6, 0; added up 1/2, 5/6, 1, 1
    Gini           the pairs differ by 10, 20, 30, 10, 20 and 10 minutes, 100 in all; both ways
                   round 200; by 2 × 4² × the mean of 15: 200 ÷ 480 = 5/12
    effective      1 ÷ (1/4 + 1/9 + 1/36 + 0) = 36 ÷ 14 = 18/7 people
    without Ann    her 30 minutes go to Ben and Cem, who talk 30 between them: each gets as much
                   again as he has, so Ben has 40 minutes and Cem 20
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.answers.extensions import NO_EXTENSIONS
from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.metrics.workload import COLUMNS, AreaTalk, Workload, workload_of
from telephony.metrics.workload_words import concentration, headline, if_absent
from telephony.query.view import Direction
from tests.telephony.frames.extension_frames import frame, frames, row

WEEK = 7 * 86_400.0
MINUTE = 60_000_000
FOUR = (
    row("103", "Dot"),
    row("101", "Ben", ia=2, it=700, oa=1, ot=500),
    row("100", "Ann", ia=3, it=1_800),
    row("102", "Cem", oa=1, ot=600),
)


def view(*rows: dict[str, Any], direction: Direction = Direction.BOTH) -> FrameView:
    return FrameView(derive(frame(*rows), WEEK, direction))


def load_of(*rows: dict[str, Any], absent: tuple[str, ...] = ()) -> Workload:
    return workload_of(view(*rows), absent)


def test_the_group_of_four_is_as_worked_by_hand() -> None:
    load = load_of(*FOUR, absent=("100",))
    assert load.rows["extension"].tolist() == ["100", "101", "102", "103"]
    assert load.rows["talk"].tolist() == [30 * MINUTE, 20 * MINUTE, 10 * MINUTE, 0]
    assert load.rows["talk_share"].tolist() == pytest.approx([1 / 2, 1 / 3, 1 / 6, 0])
    assert load.rows["cumulative_share"].tolist() == pytest.approx([1 / 2, 5 / 6, 1, 1])
    assert load.rows["erlangs"].tolist()[0] == pytest.approx(1_800 / WEEK)
    assert load.gini == pytest.approx(5 / 12)
    assert load.effective_people == pytest.approx(18 / 7)
    assert load.rows["absent"].tolist() == ["yes", "no", "no", "no"]
    grown = [minutes * MINUTE for minutes in (0, 40, 20, 0)]
    assert load.rows["talk_if_absent"].tolist() == pytest.approx(grown)
    assert load.absence is not None
    assert load.absence.growth == pytest.approx(1)


def test_the_group_of_four_in_words() -> None:
    load = load_of(*FOUR, absent=("100",))
    assert headline(load) == "1 of 4 extensions carries 50.0 % of the talk time: Ann (100)."
    assert concentration(load) == (
        "It is as concentrated as if 2.6 people had equal shares of it (Gini coefficient 0.42)."
    )
    assert if_absent(load) == (
        "Without Ann (100), 30 min 0 s would go to 2 other extensions: each would carry 100.0 % "
        "more, if they share it as they share the talk time now."
    )
    comma = LocaleStyle(".", ",")
    assert "50,0 %" in headline(load, comma)
    assert "2,6 people had equal shares of it (Gini coefficient 0,42)" in concentration(load, comma)


def test_one_person_is_no_people() -> None:
    assert concentration(load_of(row(it=60), row("101"))) == (
        "It is as if 1 person had all of it (Gini coefficient 0.50)."
    )
    assert concentration(load_of(row())) == ""


@given(frames(), st.sampled_from(Direction), st.data())
def test_every_value_agrees_with_counting_by_hand(
    plain: pd.DataFrame, direction: Direction, data: st.DataObject
) -> None:
    numbers = plain["extension"].tolist()
    absent = data.draw(st.sets(st.sampled_from(numbers))) if numbers else set()
    load = workload_of(FrameView(derive(plain, WEEK, direction)), absent)
    sides = ("inbound", "outbound") if direction is Direction.BOTH else (direction.value,)
    talk = {}
    for one in plain.to_dict("records"):
        parts = [one[f"{side}_talk_us"] for side in sides]
        talk[one["extension"]] = None if any(map(pd.isna, parts)) else sum(parts)
    known = {number: value for number, value in talk.items() if value is not None}
    total = sum(known.values())
    assert load.rows.dtypes.astype(str).to_dict() == COLUMNS
    assert set(load.rows["extension"]) == set(numbers)
    assert (load.talk, load.unknown) == (total, len(talk) - len(known))
    values = load.rows["talk"].dropna().tolist()
    assert values == sorted(known.values(), reverse=True)
    others = total - sum(known.get(number, 0) for number in absent)
    reached = 0
    for one in load.rows.itertuples():
        value = talk[one.extension]
        if value is None:
            assert one.talk is pd.NA
            assert np.isnan([one.talk_share, one.cumulative_share]).all()
            assert one.extension in absent or one.talk_if_absent is pd.NA
            continue
        reached += value
        if total:
            assert one.talk_share == pytest.approx(float(Fraction(value, total)))
            assert one.cumulative_share == pytest.approx(float(Fraction(reached, total)))
        else:
            assert np.isnan(one.talk_share)
        if one.extension in absent:
            assert one.talk_if_absent == 0
        elif others or total == 0:
            grown = Fraction(value * total, others) if others else 0
            assert one.talk_if_absent == pytest.approx(float(grown), abs=1)
    if absent and others:
        assert load.rows["talk_if_absent"].sum() == pytest.approx(total, abs=len(talk))


def test_those_absent_are_only_those_that_are_shown() -> None:
    assert load_of(*FOUR, absent=("999",)).absence is None
    assert if_absent(load_of(*FOUR)) == ""


def test_the_share_of_internal_talk_is_of_internal_and_external_together() -> None:
    internal = view(row("100", it=600), row("101", it=60), row("102"))
    external = view(row("100", it=1_800), row("101", it="unreadable"), row("102"))
    areas = (AreaTalk(internal, has_all_rows=False), AreaTalk(external, has_all_rows=True))
    by_number = workload_of(view(*FOUR), (), *areas).rows.set_index("extension")
    assert by_number.loc["100", "internal_share"] == pytest.approx(0.25)
    assert by_number.loc["100", "external_talk"] == 30 * MINUTE
    # more together than all: legitimate, both parts of a call count
    assert by_number.loc["100", "internal_talk"] + 30 * MINUTE > by_number.loc["100", "talk"]
    assert by_number["internal_share"].isna().tolist() == [False, True, True, True]


def test_an_extension_that_a_call_area_lacks_has_no_such_talk_unless_rows_may_be_missing() -> None:
    nobody = view()
    areas = (AreaTalk(nobody, has_all_rows=True), AreaTalk(nobody, has_all_rows=False))
    rows = workload_of(view(row(it=60)), (), *areas).rows
    assert rows["internal_talk"].tolist() == [0]
    assert rows["external_talk"].isna().tolist() == [True]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((row(), row("101")), "No talk time in this period."),
        ((row(it="unreadable"),), "The talk time of 1 extension is unknown."),
        ((row("1", it="?"), row("2", ot="?")), "The talk time of 2 extensions is unknown."),
        ((row("1", "Ann", it=17),), "1 extension has all the talk time: 17 s."),
        (
            (row("1", "Ann", it=60), row("2", "Ben", ot=60)),
            "Both extensions have the same talk time: 1 min 0 s each.",
        ),
        (
            tuple(row(str(number), it=5) for number in range(3)),
            "All 3 extensions have the same talk time: 5 s each.",
        ),
        (
            (row("1", "Ann", it=60), *(row(str(number)) for number in range(2, 11))),
            "1 of 10 extensions carries all the talk time: Ann (1).",
        ),
        (
            tuple(row(str(number), "", it=11 - number) for number in range(1, 10)),
            "2 of 9 extensions carry 35.2 % of the talk time: 1 and 2.",
        ),
        (
            tuple(row(str(number), "", it=21 - number) for number in range(1, 21)),
            "4 of 20 extensions carry 35.2 % of the talk time, led by 1, 2 and 3.",
        ),
        (
            (row("1", "Ann", it=60), row("2", "Ben", it=20), row("3", it="unreadable")),
            (
                "1 of 2 extensions carries 75.0 % of the talk time: Ann (1). "
                "Incomplete: the talk time of 1 extension is unknown and left out."
            ),
        ),
    ],
)
def test_a_sentence_says_who_carries_the_load(rows: tuple[dict[str, Any], ...], words: str) -> None:
    assert headline(load_of(*rows)) == words


def test_nobody_to_show_is_told_from_no_talk_time() -> None:
    assert headline(workload_of(view(), group_size=40)) == "No extension matches the filters."
    assert headline(workload_of(view(), group_size=0)) == NO_EXTENSIONS


def test_a_sentence_says_that_extensions_may_be_missing() -> None:
    assert headline(load_of(*FOUR), lacks_rows=True).endswith(
        "Incomplete: extensions may be missing."
    )


@pytest.mark.parametrize(
    ("rows", "absent", "words"),
    [
        (
            (row("1", "Ann", it=60), row("2", "Ben", it=60)),
            ("1",),
            (
                "Without Ann (1), 1 min 0 s would go to 1 other extension: it would carry 100.0 % "
                "more, if they share it as they share the talk time now."
            ),
        ),
        (
            (row("1", "Ann"), row("2", "Ben", it=60)),
            ("1",),
            "Ann (1) has no talk time, so nothing would change.",
        ),
        (
            (row("1", "Ann", it=60), row("2", "Ben")),
            ("1",),
            "Without Ann (1) nobody is left with talk time to share 1 min 0 s by.",
        ),
        (
            (row("1", "Ann"), row("2", "Ben"), row("3", it="?")),
            ("1", "2"),
            (
                "Ann (1) and Ben (2) have no known talk time, so nothing would change. "
                "Incomplete: a talk time is unknown."
            ),
        ),
        (
            tuple(row(str(number), it=60) for number in range(1, 7)),
            ("1", "2", "3", "4"),
            (
                "Without 4 extensions, 4 min 0 s would go to 2 other extensions: each would carry "
                "200.0 % more, if they share it as they share the talk time now."
            ),
        ),
    ],
)
def test_a_sentence_says_what_happens_without_some(
    rows: tuple[dict[str, Any], ...], absent: tuple[str, ...], words: str
) -> None:
    assert if_absent(load_of(*rows, absent=absent)) == words
