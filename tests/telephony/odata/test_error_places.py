"""Each error in a text has its place, and a suggestion where there is one."""

from __future__ import annotations

import pytest

from telephony.odata.errors import QueryTextError
from telephony.odata.filters import parse_filter
from telephony.odata.ordering import parse_orderby, parse_select
from telephony.odata.search import parse_search


def refused(parse, text: str) -> tuple[str, str, str]:
    """The words at the place, the sentence, the suggestion."""
    with pytest.raises(QueryTextError) as caught:
        parse(text)
    error = caught.value
    assert 0 <= error.start <= error.end <= len(text)
    return text[error.start : error.end], error.message, error.suggestion


@pytest.mark.parametrize(
    ("text", "place", "words", "suggestion"),
    [
        ("InboundAnswerdCount gt 1", "InboundAnswerdCount", "field", "InboundAnsweredCount"),
        ("Dn eq '1' and dn eq '2'", "dn", "not a field", "Dn"),
        ("Dn eq '1' and  Nobody eq 1", "Nobody", "not a field", ""),
        ("  Displayname eq 'x'", "Displayname", "not a field", "DisplayName"),
        ("Dn eq Dn.Name", "Dn.Name", "not a field", ""),
        ("Dn eq 100", "100", "is a number, but “Dn” is a text", "'100'"),
        ("100 eq Dn", "100", "is a number", "'100'"),
        ("InboundAnsweredCount gt '12'", "'12'", "is a text, but ", "12"),
        ("InboundAnsweredCount gt 'many'", "'many'", "is a text, but ", ""),
        (
            "InboundAnsweredTalkingDur gt 3600",
            "3600",
            "is a number, but “InboundAnsweredTalkingDur” is a duration",
            "duration'PT3600S'",
        ),
        ("InboundAnsweredTalkingDur gt 'PT1H'", "'PT1H'", "is a text", "duration'PT1H'"),
        ("Dn in ('1', 2, '3')", "2", "is a number", "'2'"),
        ("Dn add 1 eq 2", "Dn", "is a text, but ", ""),
        ("1 add Dn eq 2", "Dn", "is a text, but ", ""),
        ("InboundAnsweredTalkingDur add 1 eq null", "1", "a duration is expected", ""),
        ("-Dn eq 1", "Dn", "is a text", ""),
        ("contains(InboundAnsweredCount,'1')", "InboundAnsweredCount", "a text is expected", ""),
        ("substring(Dn,'1') eq ''", "'1'", "is a text, but ", ""),
        ("Dn and true", "Dn", "is a text, but a condition is expected", ""),
        ("true or InboundAnsweredCount", "InboundAnsweredCount", "a condition", ""),
        ("not Dn eq '1'", "Dn", "in brackets: not (…)", ""),
        ("InboundAnsweredCount add 1", "InboundAnsweredCount add 1", "not a condition", ""),
        ("Dn eq 'open", "'open", "quote is not closed", ""),
        ("Dn eq 'O'Brien'", "'", "quote is not closed", ""),
        ("(Dn eq '(' and (true)", "(", "bracket is not closed", ""),
        ("Dn eq ')')", ")", "never opened", ""),
        ("contain(Dn,'1')", "contain", "not a function", "contains"),
        ("Contains(Dn,'1')", "Contains", "not a function", "contains"),
        ("geo.length(Dn) eq 1", "geo.length", "not a function", "length"),
        ("year(Dn) eq 1", "year", "not a function", ""),
        ("true and contains(Dn)", "contains", "takes 2 values", ""),
        ("length(Dn,Dn) eq 1", "length", "takes one value", ""),
        ("substring(Dn) eq ''", "substring", "takes 2 or 3 values", ""),
        ("length() eq 1", "length", "takes one value", ""),
        ("length( ) eq 1", ")", "not expected", ""),
        ("Dn = '1'", "=", "not an operator", "eq"),
        ("Dn == '1'", "==", "not an operator", "eq"),
        ("InboundAnsweredCount >= 1", ">=", "not an operator", "ge"),
        ("true && false", "&&", "not an operator", "and"),
        ("InboundAnsweredCount * 2 gt 1", "*", "not an operator", "mul"),
        ('Dn eq "its"', '"its"', "single quotes", "'its'"),
        ("Dn eq \"a'b'c\"", "\"a'b'c\"", "single quotes", "'a''b''c'"),
        ("Dn eqq '1'", "eqq", "not expected", "eq"),
        ("Dn like '1'", "Dn like '1'", "use a function", "contains(Dn,'1')"),
        ("Dn eq ‘Sales’", "‘Sales’", "straight single quotes", "'Sales'"),
        ("true and Dn eq “Sales”", "“Sales”", "straight single quotes", "'Sales'"),
        ("Dn is null", "is", "not an operator", "eq"),
        ("InboundAnsweredCount ≥ 1", "≥", "not an operator", "ge"),
        ("Dn eq", "eq", "missing after", ""),
        ("Dn eq '1' and ", "and", "missing after", ""),
        ("Dn eq '1' Dn", "Dn", "not expected", ""),
        ("Dn in ()", ")", "not expected", ""),
        ("Dn in '1'", "'1'", "not expected", ""),
        ("Dn eq ('1','2')", "'1','2'", "after in", ""),
        ("Dn/Name eq 1", "/", "not expected", ""),
        ("contains(Dn=1)", "=", "not an operator", "eq"),
        ("Dn eq 2026-01-01", "2026-01-01", "no such values", ""),
        ("InboundAnsweredTalkingDur eq duration'1h'", "'1h'", "not a duration", ""),
        (
            "InboundAnsweredTalkingDur eq duration'P1M'",
            "duration'P1M'",
            "not a duration of days",
            "",
        ),
        ("InboundAnsweredTalkingDur eq duration'P'", "duration'P'", "not a duration of days", ""),
        ("Dn eq '\ud800'", "\ud800", "half of a character", ""),
        ("Dn eq §", "§", "not expected", ""),
        ("", "", "empty", ""),
        ("   ", "   ", "empty", ""),
    ],
)
def test_a_filter_is_refused_at_its_place(text, place, words, suggestion) -> None:
    found, message, instead = refused(parse_filter, text)
    assert (found, instead) == (place, suggestion)
    assert words in message


def test_a_refusal_reads_as_a_sentence_with_its_suggestion() -> None:
    with pytest.raises(QueryTextError) as caught:
        parse_filter("InboundAnswerdCount gt 1")
    assert str(caught.value) == (
        "“InboundAnswerdCount” is not a field of this report. Did you mean InboundAnsweredCount?"
    )


def test_what_is_suggested_can_be_read() -> None:
    for text in ("InboundAnswerdCount gt 1", "Dn eq 5", "contain(Dn,'1')", "Dn = '1'"):
        with pytest.raises(QueryTextError) as caught:
            parse_filter(text)
        error = caught.value
        parse_filter(text[: error.start] + error.suggestion + text[error.end :])


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("(anna", "(", "not closed"),
        ("anna)", ")", "never opened"),
        ('"anna', '"anna', "quote is not closed"),
        ("anna OR", "OR", "missing after OR"),
        ("AND anna", "AND", "missing before “AND”"),
        ("anna OR AND berg", "AND", "missing before “AND”"),
        ("NOT", "NOT", "missing after NOT"),
        ("()", ")", "missing before"),
        ("(anna OR)", ")", "missing before"),
        (" ", " ", "empty"),
        ("\ud800", "\ud800", "half of a character"),
    ],
)
def test_a_search_is_refused_at_its_place(text, place, words) -> None:
    found, message, _ = refused(parse_search, text)
    assert found == place
    assert words in message


@pytest.mark.parametrize(
    ("parse", "text", "place", "suggestion"),
    [
        (parse_orderby, "Dn, Displayname desc", "Displayname", "DisplayName"),
        (parse_orderby, "Dn descending", "descending", "desc"),
        (parse_orderby, "Dn DESC", "DESC", "desc"),
        (parse_orderby, "Dn desc DisplayName", "DisplayName", ""),
        (parse_orderby, "Dn,", "", ""),
        (parse_orderby, "Dn,,DisplayName", "", ""),
        (parse_orderby, "length(Dn)", "length(Dn)", ""),
        (parse_select, "Dn, Nam", "Nam", ""),
        (parse_select, "Dn DisplayName", "DisplayName", ""),
        (parse_select, ",Dn", "", ""),
    ],
)
def test_an_order_or_selection_is_refused_at_its_place(parse, text, place, suggestion) -> None:
    found, _, instead = refused(parse, text)
    assert (found, instead) == (place, suggestion)
