"""Any text in any option: findings, never a crash."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.answers.raw import RawRows
from telephony.explore.exploration import Exploration
from telephony.explore.filter_rule_parser import parse_rules
from telephony.explore.verdicts import explain_refusal, single_options
from telephony.explore.verification import verify_rows
from telephony.odata.errors import QueryTextError
from telephony.odata.fields import FIELDS
from telephony.odata.option_texts import OptionTexts, check_options
from telephony.xapi.url_text import query_string
from tests.telephony.frames.extension_frames import frame, row

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
ROWS = [row("100", "Ann", ia=3, it=60), row("101", "Ben", iu=2)]
FRAME = frame(*ROWS)

pieces = st.sampled_from(
    (
        *FIELDS,
        *("and", "or", "not", "in", "(", ")", "'", '"', ",", "eq", "null", "duration'PT1H'"),
        *("contains(", "desc", "*", "NOT", "1", "-1", "9" * 30, " ", "𝄞", "true"),
    )
)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.lists(
    pieces, max_size=12
).map(" ".join)
options = st.builds(OptionTexts, **dict.fromkeys((one.name for one in fields(OptionTexts)), texts))
sendable = st.builds(
    OptionTexts,
    **dict.fromkeys(("search", "filter", "select", "orderby", "expand"), texts),
    **dict.fromkeys(("top", "skip"), st.sampled_from(("", " 3", "0", "9" * 18))),
    count=st.sampled_from(("", "true", "false")),
)


@given(options)
@settings(max_examples=100)
def test_whatever_is_written_it_is_verified_or_left_unverified(given_options: OptionTexts) -> None:
    received = RawRows(rows=ROWS, count=2, as_of=NOW)
    for verification in (
        verify_rows(FRAME, given_options, received),
        explain_refusal(FRAME, given_options, single_options(given_options), "No."),
    ):
        assert (verification.expected is None) == bool(check_options(given_options))


@given(options | sendable)
@settings(max_examples=100)
def test_whatever_is_written_it_is_sent_unless_a_number_or_the_count_is_wrong(
    given_options: OptionTexts,
) -> None:
    state, zone = Exploration("G", options=given_options), ZoneInfo("Europe/Berlin")
    wrong = {finding.option for finding in check_options(given_options)}
    if wrong & {"top", "skip", "count"}:
        with pytest.raises(QueryTextError):
            state.raw_question(NOW, zone)
    else:
        assert query_string(state.raw_question(NOW, zone).options).isascii()


@given(texts)
@settings(max_examples=300)
def test_whatever_is_a_filter_has_rows_or_stays_text(text: str) -> None:
    wrong = {finding.option for finding in check_options(OptionTexts(filter=text))}
    try:
        parse_rules(text)
    except QueryTextError:
        assert wrong == {"filter"}
    else:
        assert not wrong
