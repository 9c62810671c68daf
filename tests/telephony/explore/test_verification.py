"""What the PBX did with each option, by the rows it returns without any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.answers.raw import RawRows
from telephony.explore.verdicts import Outcome, Verification, explain_refusal, single_options
from telephony.explore.verification import verify_rows
from telephony.formatting.locale_style import style_of
from telephony.formatting.locale_text import in_style
from telephony.frames.extensions import extension_frame
from telephony.odata.fields import FIELDS
from telephony.odata.option_texts import OptionTexts, apply_options
from telephony.odata.ordering import parse_select
from telephony.xapi.records import RequestRecord
from tests.telephony.frames.extension_frames import row

Row = dict[str, Any]
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
ROWS = [
    row("100", "Anna Berg", ia=12, iu=3, it=640),
    row("101", "Ben Adler", ia=7, iu=1, it=90, sentiment=60),
    row("102", "Carla Sommer", oa=4, ot=33),
    row("103", "anton berg", ia=12, oa=2, it=1000),
    row("104", "Sales desk"),
]
FRAME = extension_frame(ROWS, "GRP0000").frame


def received(rows: list[Row], count: int | None) -> RawRows:
    request = RequestRecord("GET", "http://pbx/report", 200, 0.1, 900, len(rows))
    return RawRows(rows=rows, count=count, as_of=NOON, requests=(request,))


def truthful(options: OptionTexts, rows: list[Row] = ROWS) -> RawRows:
    """A PBX that applies every option."""
    frame = extension_frame(rows, "GRP0000").frame
    applied = apply_options(frame, replace(options, select=""))
    by_number = {one["Dn"]: one for one in rows}
    wanted = {field.name for field in parse_select(options.select or "*")}
    answer = [
        {key: value for key, value in by_number[number].items() if key in wanted}
        for number in applied.rows["extension"]
    ]
    return received(answer, None if options.count == "false" else applied.count)


def outcomes(verification: Verification) -> Mapping[str, Outcome]:
    return {verdict.option: verdict.outcome for verdict in verification.verdicts}


def options_given() -> st.SearchStrategy[OptionTexts]:
    nothing = st.just("")
    fields = st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=3, unique=True)
    ordered = fields.flatmap(
        lambda names: st.tuples(*(st.sampled_from([name, f"{name} desc"]) for name in names))
    )
    return st.builds(
        OptionTexts,
        top=nothing | st.integers(0, 7).map(str),
        skip=nothing | st.integers(0, 7).map(str),
        search=nothing | st.sampled_from(["berg", "NOT 10", '"a s" OR 103', "zzz"]),
        filter=nothing
        | st.sampled_from(
            [
                "InboundAnsweredCount gt 6",
                "SentimentScore eq null",
                "contains(DisplayName,'e') or Dn eq '104'",
                "InboundAnsweredTalkingDur lt duration'PT5M'",
            ]
        ),
        count=st.sampled_from(["", "true", "false"]),
        select=nothing | fields.map(",".join),
        orderby=nothing | ordered.map(",".join),
    )


@given(options_given())
def test_a_pbx_that_applies_every_option_is_verified(options: OptionTexts) -> None:
    verification = verify_rows(FRAME, options, truthful(options))
    assert verification.agrees
    assert outcomes(verification) == dict.fromkeys(options.given(), Outcome.VERIFIED)
    assert verification.expected is not None
    assert verification.expected.equals(apply_options(FRAME, options).rows)


@given(st.permutations(ROWS))
def test_equal_rows_may_come_in_any_order(rows: list[Row]) -> None:
    options = OptionTexts(orderby="InboundAnsweredCount desc")
    assert verify_rows(FRAME, options, truthful(options, rows)).agrees


def test_an_ignored_order_is_named_and_the_expected_rows_are_there() -> None:
    verification = verify_rows(FRAME, OptionTexts(orderby="Dn desc"), received(ROWS, 5))
    assert outcomes(verification) == {"orderby": Outcome.IGNORED}
    assert verification.expected is not None
    assert verification.expected["extension"].tolist() == ["104", "103", "102", "101", "100"]


def test_a_page_cut_before_it_was_put_in_order_is_no_order() -> None:
    answer = received(ROWS[1::-1], 5)
    verification = verify_rows(FRAME, OptionTexts(orderby="Dn desc", top="2"), answer)
    assert outcomes(verification) == {"orderby": Outcome.MISMATCH, "top": Outcome.VERIFIED}


def test_capitals_and_small_letters_may_be_sorted_alike() -> None:
    alike = sorted(ROWS, key=lambda one: one["DisplayName"].casefold())
    assert verify_rows(FRAME, OptionTexts(orderby="DisplayName"), received(alike, 5)).agrees


Answer = Callable[[], RawRows]


@pytest.mark.parametrize(
    ("options", "answer", "expected"),
    [
        (
            OptionTexts(filter="Dn eq '101'"),
            lambda: received(ROWS, 5),
            {"filter": Outcome.IGNORED, "count": Outcome.MISMATCH},
        ),
        (
            OptionTexts(filter="Dn eq '101'"),
            lambda: received(ROWS[1:3], 1),
            {"filter": Outcome.MISMATCH},
        ),
        (
            OptionTexts(filter="InboundAnsweredCount gt 6"),
            lambda: received(ROWS[:2], 3),
            {"filter": Outcome.MISMATCH},
        ),
        (
            OptionTexts(search="berg", filter="Dn ne null"),
            lambda: received(ROWS, 2),
            {"search": Outcome.IGNORED, "filter": Outcome.VERIFIED},
        ),
        (
            OptionTexts(orderby="Dn"),
            lambda: received(ROWS[:3], 5),
            {"orderby": Outcome.MISMATCH},
        ),
        (
            OptionTexts(orderby="Dn", filter="Dn ne null"),
            lambda: received(ROWS[:3], 5),
            {"rows": Outcome.MISMATCH, "orderby": Outcome.VERIFIED, "filter": Outcome.VERIFIED},
        ),
        (OptionTexts(top="2"), lambda: received(ROWS, 5), {"top": Outcome.IGNORED}),
        (OptionTexts(skip="2"), lambda: received(ROWS, 5), {"skip": Outcome.IGNORED}),
        (
            OptionTexts(skip="2", top="2"),
            lambda: received(ROWS[:2], 5),
            {"skip": Outcome.IGNORED, "top": Outcome.VERIFIED},
        ),
        (
            OptionTexts(skip="1", orderby="Dn desc"),
            lambda: received(ROWS[::-1], 5),
            {"skip": Outcome.IGNORED, "orderby": Outcome.VERIFIED},
        ),
        (OptionTexts(count="true"), lambda: received(ROWS, None), {"count": Outcome.IGNORED}),
        (OptionTexts(count="true"), lambda: received(ROWS, 6), {"count": Outcome.MISMATCH}),
        (OptionTexts(count="false"), lambda: received(ROWS, 5), {"count": Outcome.IGNORED}),
        (OptionTexts(), lambda: received(ROWS, 6), {"count": Outcome.MISMATCH}),
        (OptionTexts(select="DisplayName"), lambda: received(ROWS, 5), {"select": Outcome.IGNORED}),
        (
            OptionTexts(select="DisplayName"),
            lambda: received([{"Dn": one["Dn"]} for one in ROWS], 5),
            {"select": Outcome.MISMATCH, "rows": Outcome.MISMATCH},
        ),
        (
            OptionTexts(top="9"),
            lambda: received([*ROWS, row("999")], 5),
            {"top": Outcome.VERIFIED, "rows": Outcome.MISMATCH},
        ),
        (
            OptionTexts(top="9"),
            lambda: received([row("100", "Anna Berg", ia=13, iu=3, it=640), *ROWS[1:]], 5),
            {"top": Outcome.VERIFIED, "rows": Outcome.MISMATCH},
        ),
    ],
)
def test_what_the_pbx_ignored_or_applied_wrongly_is_named(
    options: OptionTexts, answer: Answer, expected: Mapping[str, Outcome]
) -> None:
    verification = verify_rows(FRAME, options, answer())
    assert outcomes(verification) == expected
    assert not verification.agrees


def test_what_cannot_be_evaluated_here_is_not_verified() -> None:
    verification = verify_rows(
        FRAME, OptionTexts(filter="Nothing eq 1", top="2"), received(ROWS[:2], 5)
    )
    assert set(outcomes(verification).values()) == {Outcome.UNVERIFIED}
    assert verification.expected is None
    assert verification.agrees


def test_the_only_option_is_the_refused_one() -> None:
    options = OptionTexts(filter="InboundAnsweredCount gt 6", top="2")
    assert single_options(options) == {}
    verification = explain_refusal(FRAME, options, (), "")
    assert outcomes(verification) == {"filter": Outcome.REFUSED, "top": Outcome.UNVERIFIED}
    assert verification.expected is not None
    assert (verification.expected["extension"].tolist(), verification.count) == (["100", "101"], 3)


def test_of_several_options_the_one_refused_by_itself_is_named() -> None:
    options = OptionTexts(filter="Dn ne '1'", orderby="Dn desc", top="3")
    assert single_options(options) == {
        "filter": OptionTexts(filter="Dn ne '1'", top="1"),
        "orderby": OptionTexts(orderby="Dn desc", top="1"),
    }
    verification = explain_refusal(FRAME, options, ("filter",), "no filters here")
    assert outcomes(verification)["filter"] is Outcome.REFUSED
    assert outcomes(verification)["orderby"] is Outcome.UNVERIFIED
    assert "no filters here" in verification.verdicts[0].words


def test_options_that_only_fail_together_are_not_blamed_one_by_one() -> None:
    options = OptionTexts(filter="Dn ne '1'", orderby="Dn desc")
    verdicts = outcomes(explain_refusal(FRAME, options, (), ""))
    assert verdicts["rows"] is Outcome.REFUSED
    assert verdicts["filter"] is Outcome.UNVERIFIED


def test_a_verdict_counts_as_its_reader_does() -> None:
    (verdict,) = verify_rows(FRAME, OptionTexts(count="true"), received(ROWS, 1234)).verdicts
    assert verdict.words == "The PBX counts 1,234 rows; expected: 5."
    assert in_style(verdict.words, style_of("de")) == "The PBX counts 1.234 rows; expected: 5."
