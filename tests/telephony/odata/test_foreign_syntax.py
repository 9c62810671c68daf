"""What people bring from SQL and word processors leads, suggestion by suggestion, to a filter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.odata.errors import QueryTextError
from telephony.odata.filters import parse_filter

NAME, COUNT = "DisplayName", "InboundAnsweredCount"
MOST_STEPS = 6


def followed(text: str) -> str:
    """The filter that is left when every suggestion is taken."""
    for _ in range(MOST_STEPS):
        try:
            parse_filter(text)
        except QueryTextError as error:
            if not error.suggestion:
                raise
            text = text[: error.start] + error.suggestion + text[error.end :]
        else:
            return text
    raise AssertionError(f"no end of suggestions: {text}")


OTHER_QUOTES = [
    "‘x’",
    "“x”",
    "„x“",
    "‚x‘",
    "«x»",
    "‹x›",
    "`x`",
    "´x´",
    '"x"',
    "'x’",
    "‘x'",
    "’x’",
    "”x”",
]


@pytest.mark.parametrize("quoted", OTHER_QUOTES)
def test_a_text_in_any_quotes_is_suggested_in_straight_ones(quoted: str) -> None:
    assert followed(f"{NAME} eq {quoted}") == f"{NAME} eq 'x'"
    assert followed(f"contains({NAME},{quoted}) and {COUNT} gt 1") == (
        f"contains({NAME},'x') and {COUNT} gt 1"
    )
    assert followed(f"{NAME} in ({quoted}, 'y')") == f"{NAME} in ('x', 'y')"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"{NAME} like 'Sal%'", f"startswith({NAME},'Sal')"),
        (f"{NAME} LIKE '%les'", f"endswith({NAME},'les')"),
        (f"{NAME} like '%al%'", f"contains({NAME},'al')"),
        (f"{NAME} like '*al*'", f"contains({NAME},'al')"),
        (f"{NAME} like 'S%s'", f"(startswith({NAME},'S') and endswith({NAME},'s'))"),
        (f"{NAME} like 'Sales'", f"contains({NAME},'Sales')"),
        (f"{NAME} like Sales", f"contains({NAME},'Sales')"),
        (f"{NAME} like “O'Brien%”", f"startswith({NAME},'O''Brien')"),
        (f"{NAME} ilike 'SAL%'", f"startswith(tolower({NAME}),'sal')"),
        (f"{NAME} not like 'Sal%'", f"not startswith({NAME},'Sal')"),
        (f"not {NAME} like 'S%s'", f"not (startswith({NAME},'S') and endswith({NAME},'s'))"),
        (f"{NAME} contains 'al'", f"contains({NAME},'al')"),
        (f"{NAME} starts with ‘Sal’", f"startswith({NAME},'Sal')"),
        (f"{NAME} IS NULL", f"{NAME} eq NULL"),
        (f"{NAME} is not null", f"{NAME} ne null"),
        (f"{NAME} is 'x' or {NAME} equals 'y'", f"{NAME} eq 'x' or {NAME} eq 'y'"),
        (f"{NAME} not in ('x','y')", f"not ({NAME} in ('x','y'))"),
        (f"{COUNT} between 1 and 5", f"({COUNT} ge 1 and {COUNT} le 5)"),
        (f"{COUNT} not between 1 and 5", f"not ({COUNT} ge 1 and {COUNT} le 5)"),
        (f"{COUNT} ≥ 5 and {COUNT} ≠ 7", f"{COUNT} ge 5 and {COUNT} ne 7"),
        (f"{COUNT} gt –5", f"{COUNT} gt -5"),
        (f"{COUNT} => 5 and {COUNT} =< 7", f"{COUNT} ge 5 and {COUNT} le 7"),
        (f"{COUNT} ＞ 5 and {COUNT} ＜ 7", f"{COUNT} gt 5 and {COUNT} lt 7"),
        (f"{NAME} ＝ 『x』", f"{NAME} eq 'x'"),
        (f"{NAME} eq \u200b'x'\ufeff", f"{NAME} eq  'x' "),
        (f"{COUNT} = 5 && {NAME} <> “x”", f"{COUNT} eq 5 and {NAME} ne 'x'"),
        (f"{NAME} == ‘O’Brien’ || false", f"{NAME} eq 'O’Brien' or false"),
        ("Displayname like 'Sal%'", f"startswith({NAME},'Sal')"),
        (f"{NAME} eq 'x’ and Dn eq '1'", f"{NAME} eq 'x' and Dn eq '1'"),
    ],
)
def test_every_suggestion_taken_says_what_was_meant(text: str, meant: str) -> None:
    assert followed(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME} eq 'a like b' and {NAME} ne 'is null'",
        f"{NAME} eq '“quoted”' or {NAME} eq '‘it’s’'",
        f"contains({NAME},'x') and startswith(Dn,'1') and not endswith(Dn,'≥')",
        f"{COUNT} gt 5 and contains(Dn,'between 1 and 2')",
        f"{NAME} eq 'x’s'",
        f"{NAME} eq 'a\u200bb =>'",
    ],
)
def test_what_can_be_read_is_left_alone(text: str) -> None:
    parse_filter(text)


@given(st.text("‘’“”'\" ()%aslike not in,between", max_size=60))
def test_any_mixture_is_read_or_refused_at_a_place_within_it(text: str) -> None:
    place = (0, 0)
    try:
        parse_filter(text)
    except QueryTextError as error:
        place = error.start, error.end
    assert 0 <= place[0] <= place[1] <= len(text)
