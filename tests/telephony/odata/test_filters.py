"""A filter chooses the rows that the standard says it describes."""

from __future__ import annotations

import pandas as pd
import pytest

from telephony.odata.fields import FIELDS
from telephony.odata.filters import parse_filter
from telephony.odata.functions import FUNCTIONS
from telephony.odata.literal_writer import duration_literal, text_literal
from tests.telephony.frames.extension_frames import frame, row

OFFICE = frame(
    row("100", "Anna Sales", ia=5, iu=12, it=4000, sentiment=50),
    row("101", "Jörg O'Brien", iu=12, oa=7, ot="PT0.5S", sentiment=80),
    row("102", "", oa=3, ia="unreadable", it="unreadable"),
    row("2000", "sales desk", ia=20, iu=1, it=3600),
)
EVERYBODY = ["100", "101", "102", "2000"]


def chosen(text: str, rows: pd.DataFrame = OFFICE) -> list[str]:
    return rows["extension"][parse_filter(text).mask(rows)].tolist()


@pytest.mark.parametrize(
    ("text", "extensions"),
    [
        ("InboundUnansweredCount gt 10 and contains(DisplayName,'Sales')", ["100"]),
        ("Dn eq '100'", ["100"]),
        ("'100' eq Dn", ["100"]),
        ("Dn ne '100'", ["101", "102", "2000"]),
        ("InboundUnansweredCount ge 12", ["100", "101"]),
        ("InboundUnansweredCount lt 1", ["102"]),
        ("InboundUnansweredCount le 1.0", ["102", "2000"]),
        ("Dn gt '101'", ["102", "2000"]),
        ("DisplayName lt 'a'", ["100", "101", "102"]),
        ("true", EVERYBODY),
        ("false", []),
        ("null", []),
        ("contains(DisplayName,'Sales') eq true", ["100"]),
        ("contains(DisplayName,'Sales') lt true", ["101", "102", "2000"]),
        ("  Dn eq '100'  ", ["100"]),
    ],
)
def test_comparisons_choose_by_value_and_capitals_count(text, extensions) -> None:
    assert chosen(text) == extensions


@pytest.mark.parametrize(
    ("text", "extensions"),
    [
        ("SentimentScore eq null", ["102", "2000"]),
        ("SentimentScore ne null", ["100", "101"]),
        ("null eq SentimentScore", ["102", "2000"]),
        ("SentimentScore eq 50", ["100"]),
        ("SentimentScore ne 50", ["101", "102", "2000"]),
        ("SentimentScore gt 50", ["101"]),
        ("SentimentScore le 50", ["100"]),
        ("SentimentScore gt null", []),
        ("SentimentScore ge null", []),
        ("null le null", []),
        ("null eq null", EVERYBODY),
        ("not (SentimentScore gt 50)", ["100", "102", "2000"]),
        ("SentimentScore add 1 eq null", ["102", "2000"]),
        ("-SentimentScore eq null", ["102", "2000"]),
        ("InboundAnsweredCount eq null", ["102"]),
        ("InboundAnsweredTalkingDur eq null", ["102"]),
        ("InboundAnsweredCount div 0 eq null", EVERYBODY),
        ("SentimentScore in (50, null)", ["100", "102", "2000"]),
        ("not (SentimentScore in (50))", ["101", "102", "2000"]),
    ],
)
def test_null_equals_only_itself_and_is_in_no_order(text, extensions) -> None:
    assert chosen(text) == extensions


@pytest.mark.parametrize(
    ("text", "extensions"),
    [
        # contains(DisplayName,null) is neither true nor false
        ("contains(DisplayName,null)", []),
        ("not contains(DisplayName,null)", []),
        ("contains(DisplayName,null) eq null", EVERYBODY),
        ("contains(DisplayName,null) or true", EVERYBODY),
        ("contains(DisplayName,null) and true", []),
        ("not (contains(DisplayName,null) and false)", EVERYBODY),
        ("(contains(DisplayName,null) and true) eq null", EVERYBODY),
        ("(contains(DisplayName,null) or false) eq null", EVERYBODY),
        ("startswith(substring(DisplayName,SentimentScore),'') eq null", ["102", "2000"]),
    ],
)
def test_logic_has_three_values(text, extensions) -> None:
    assert chosen(text) == extensions


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("1 add 2 mul 3 eq 7", "true"),
        ("(1 add 2) mul 3 eq 9", "true"),
        ("10 sub 4 sub 3 eq 3", "true"),
        ("10 sub (4 sub 3) eq 9", "true"),
        ("100 div 10 div 5 eq 2", "true"),
        ("100 div (10 div 5) eq 50", "true"),
        ("17 mod 10 mul 2 eq 14", "true"),
        ("-2 add 5 eq 3", "true"),
        ("-(2 add 5) eq -7", "true"),
        ("--5 eq 5", "true"),
        ("1 sub -1 eq 2", "true"),
        ("true or false and false", "true"),
        ("(true or false) and false", "false"),
        ("not false and false", "false"),
        ("not (false and false)", "true"),
        ("not false eq true", "true"),
        ("not true eq false", "true"),  # (not true) eq false
        ("1 lt 2 eq true", "true"),
        ("true eq 1 lt 2", "true"),  # lt binds closer than eq
        ("not 1 in (2,3)", "true"),  # in binds closest
        ("2 in (1,2) eq true", "true"),
        ("false eq false or false", "true"),
        ("1 add 1 gt 1 and 2 gt 1", "true"),
        ("not(1 eq 2)", "true"),
        ("not not true", "true"),
    ],
)
def test_operators_bind_in_the_order_of_the_standard(text, same) -> None:
    assert chosen(text) == chosen(same)


@pytest.mark.parametrize(
    "text",
    [
        "7 div 2 eq 3",
        "-7 div 2 eq -3",
        "7 div -2 eq -3",
        "7 div 2.0 eq 3.5",
        "-7 mod 3 eq -1",
        "7 mod -3 eq 1",
        "7.5 mod 2 eq 1.5",
        "9223372036854775807 add 1 gt 9223372036854770000",
        "9223372036854775807 mul 9223372036854775807 gt 1e37",
        "99999999999999999999 gt 9223372036854775807",
        f"{'9' * 3900} gt 1",
        "1e999 gt 1",
        "(1e999 sub 1e999) eq null",
        "round(2.5) eq 3 and round(-2.5) eq -3 and round(2) div 4 eq 0.5",
        "floor(-1.5) eq -2 and ceiling(-1.5) eq -1",
        "duration'PT1H' eq duration'PT60M' and duration'-PT1S' lt duration'PT0S'",
        "duration'P1DT1H' sub duration'PT1H' eq duration'P1D'",
        "duration'PT1H' mul 1.5 eq duration'PT90M' and 2 mul duration'PT1S' eq duration'PT2S'",
        "duration'PT1S' div 3 eq duration'PT0.333333S'",
        "-duration'PT1S' eq duration'-PT1S'",
        "totalseconds(duration'PT1M0.5S') eq 60.5",
        "concat('a','b') eq 'ab' and indexof('hello','l') eq 2 and indexof('a','z') eq -1",
        "substring('hello',1) eq 'ello' and substring('hello',1,2) eq 'el'",
        "substring('abc',5) eq '' and substring('abc',-1) eq 'abc'",
        "tolower('ÄB') eq 'äb' and toupper('äß') eq 'ÄSS' and trim('\ta ') eq 'a'",
        "length('Straße😀') eq 7",
        "contains('abc','b') and startswith('abc','ab') and endswith('abc','bc')",
        "'it''s' eq concat('it','''s')",
        "'a' in ('b','a') and not ('a' in ('b'))",
    ],
)
def test_arithmetic_and_functions_give_what_the_standard_says(text) -> None:
    assert chosen(text) == EVERYBODY


@pytest.mark.parametrize(
    ("text", "extensions"),
    [
        ("tolower(DisplayName) eq 'jörg o''brien'", ["101"]),
        ("toupper(DisplayName) eq 'JÖRG O''BRIEN'", ["101"]),
        ("contains(tolower(DisplayName),'sales')", ["100", "2000"]),
        ("indexof(DisplayName,'O') eq 5", ["101"]),
        ("length(DisplayName) eq 12", ["101"]),
        ("substring(DisplayName,5) eq 'O''Brien'", ["101"]),
        ("substring(DisplayName,1,1) eq 'ö'", ["101"]),
        ("concat(Dn,concat(':',DisplayName)) eq '102:'", ["102"]),
        ("endswith(DisplayName,Dn)", []),
        ("contains(concat(DisplayName,Dn),Dn)", EVERYBODY),
        ("trim(DisplayName) eq DisplayName", EVERYBODY),
        ("DisplayName lt Dn", ["102"]),
        ("InboundAnsweredTalkingDur ge duration'PT1H'", ["100", "2000"]),
        ("InboundAnsweredTalkingDur div 2 gt OutboundAnsweredTalkingDur", ["100", "2000"]),
        ("OutboundAnsweredTalkingDur eq duration'PT0.5S'", ["101"]),
        ("totalseconds(InboundAnsweredTalkingDur) gt 3600", ["100"]),
        ("round(InboundAnsweredCount div 2.0) eq 3", ["100"]),
        ("InboundAnsweredCount in (5,20.0)", ["100", "2000"]),
        ("Dn in (DisplayName,'100')", ["100"]),
        ("Dn in ('100')", ["100"]),
        ("tolower(concat(DisplayName,'')) in ('sales desk','x')", ["2000"]),
    ],
)
def test_functions_of_columns_do_each_row(text, extensions) -> None:
    assert chosen(text) == extensions


def test_every_example_of_a_function_and_every_field_can_be_used() -> None:
    for function in FUNCTIONS.values():
        parse_filter(function.example)
    for field in FIELDS.values():
        assert parse_filter(f"{field.name} eq null").fields == (field.name,)


def test_chains_may_be_long_and_brackets_many() -> None:
    terms = [f"Dn eq '{number}'" for number in range(100, 350)]
    assert chosen(" or ".join(terms)) == ["100", "101", "102"]
    assert chosen(" add ".join(["1"] * 600) + " eq 600") == EVERYBODY
    assert chosen("(" * 50 + "true" + ")" * 50) == EVERYBODY


def test_an_empty_frame_gives_an_empty_choice_for_every_kind_of_part() -> None:
    nobody = frame()
    for text in (
        "true",
        "Dn eq '1'",
        "InboundAnsweredCount add 9223372036854775807 gt 1",
        "contains(tolower(DisplayName),Dn)",
        "substring(DisplayName,SentimentScore) eq ''",
        "substring(DisplayName,1) in ('a')",
        "indexof(DisplayName,'é') eq 1",
    ):
        assert chosen(text, nobody) == []


def test_a_filter_is_parsed_once_however_often_it_is_asked_for() -> None:
    parse_filter("Dn eq 'remembered'")
    hits = parse_filter.cache_info().hits
    assert parse_filter("Dn eq 'remembered'") is parse_filter("Dn eq 'remembered'")
    assert parse_filter.cache_info().hits == hits + 2
    assert parse_filter.cache_info().maxsize


@pytest.mark.parametrize(
    ("microseconds", "text"),
    [
        (0, "duration'PT0S'"),
        (5_400_000_000, "duration'PT1H30M'"),
        (90_061_500_000, "duration'PT25H1M1.5S'"),
        (-1, "duration'-PT0.000001S'"),
    ],
)
def test_a_written_duration_reads_as_itself(microseconds, text) -> None:
    assert duration_literal(microseconds) == text
    assert chosen(f"totalseconds({text}) eq {microseconds / 1e6}") == EVERYBODY


def test_a_written_text_reads_as_itself() -> None:
    assert chosen(f"DisplayName eq {text_literal(chr(39).join(('Jörg O', 'Brien')))}") == ["101"]
