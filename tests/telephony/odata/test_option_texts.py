"""All eight options, checked and done here."""

from __future__ import annotations

import pytest

from telephony.odata.errors import QueryTextError
from telephony.odata.option_texts import (
    Finding,
    OptionTexts,
    apply_options,
    check_options,
    to_request_options,
)
from telephony.odata.search import parse_search
from telephony.xapi.odata_options import ODataOptions
from tests.telephony.frames.extension_frames import frame, row

OFFICE = frame(
    row("100", "Anna Berg", ia=5, sentiment=50),
    row("101", "Jörg Müller", ia=7),
    row("102", "Ann (Berg)", ia=5, sentiment=70),
    row("2001", "berg OR tal", ia=0),
    row("2002", 'Zoë "Zo" Lang', ia="unreadable", sentiment=50),
)
EVERYBODY = ["100", "101", "102", "2001", "2002"]


def rows(**options: str) -> list[str]:
    return apply_options(OFFICE, OptionTexts(**options)).rows["extension"].tolist()


@pytest.mark.parametrize(
    ("text", "extensions"),
    [
        ("berg", ["100", "102", "2001"]),
        ("BERG", ["100", "102", "2001"]),
        ("müller", ["101"]),
        ("muller", []),  # accents count
        ("anna berg", ["100"]),
        ("anna AND berg", ["100"]),
        ("berg anna", ["100"]),
        ('"anna berg"', ["100"]),
        ('"berg anna"', []),
        ("müller OR anna", ["100", "101"]),
        ("anna OR müller 101", ["100", "101"]),
        ("(anna OR müller) 101", ["101"]),
        ("NOT berg", ["101", "2002"]),
        ("NOT NOT berg", ["100", "102", "2001"]),
        ("NOT berg OR anna", ["100", "101", "2002"]),
        ("NOT (berg OR lang)", ["101"]),
        ("berg NOT 100", ["102", "2001"]),
        ('"OR"', ["2001"]),
        ("or", ["2001"]),
        ('"(berg)"', ["102"]),
        (r'"\"zo\""', ["2002"]),
        ("10", ["100", "101", "102"]),
        ('""', EVERYBODY),
        ("%", []),
    ],
)
def test_a_search_finds_words_and_phrases_in_number_and_name(text, extensions) -> None:
    assert rows(search=text) == extensions


def test_a_search_knows_its_words() -> None:
    assert parse_search('anna AND NOT ("b c" OR d)').words == ("anna", "b c", "d")


@pytest.mark.parametrize(
    ("text", "extensions"),
    [
        ("Dn desc", EVERYBODY[::-1]),
        ("DisplayName", ["102", "100", "101", "2002", "2001"]),
        ("SentimentScore", ["101", "2001", "100", "2002", "102"]),
        ("SentimentScore asc", ["101", "2001", "100", "2002", "102"]),
        ("SentimentScore desc", ["102", "100", "2002", "101", "2001"]),
        ("SentimentScore,Dn desc", ["2001", "101", "2002", "100", "102"]),
        ("InboundAnsweredCount desc , SentimentScore", ["101", "100", "102", "2001", "2002"]),
        ("InboundAnsweredCount", ["2002", "2001", "100", "102", "101"]),
        ("OutboundAnsweredCount", EVERYBODY),
    ],
)
def test_orders_are_stable_and_null_is_the_lowest(text, extensions) -> None:
    assert rows(orderby=text) == extensions


def test_top_and_skip_cut_what_is_left_in_order_and_count_counts_before() -> None:
    applied = apply_options(
        OFFICE, OptionTexts(search="berg", orderby="Dn desc", skip="1", top="1")
    )
    assert applied.rows["extension"].tolist() == ["102"]
    assert applied.count == 3
    assert rows(skip="9") == []
    assert rows(top="0") == []
    assert rows(top=" 2 ") == ["100", "101"]


def test_filter_and_search_hold_together() -> None:
    assert rows(filter="InboundAnsweredCount eq 5", search="anna") == ["100"]


def test_a_selection_keeps_the_key_in_front() -> None:
    def columns(select: str) -> list[str]:
        return apply_options(OFFICE, OptionTexts(select=select)).rows.columns.tolist()

    assert columns("DisplayName") == ["extension", "display_name"]
    assert columns("SentimentScore, Dn,SentimentScore") == ["extension", "sentiment"]
    assert len(columns("*")) == 9
    assert columns("") == OFFICE.columns.tolist()


def test_unknown_values_in_a_filter_are_noted() -> None:
    (note,) = apply_options(
        OFFICE, OptionTexts(filter="InboundAnsweredCount gt 1 and Dn ne ''")
    ).notes
    assert note.startswith("InboundAnsweredCount is unknown in 1 of 5 rows")
    assert apply_options(OFFICE, OptionTexts(filter="Dn eq '100'")).notes == ()


def test_nothing_given_is_everything_unchanged() -> None:
    assert apply_options(OFFICE, OptionTexts()).rows.equals(OFFICE)
    assert apply_options(OFFICE, OptionTexts(filter="  ", top="")).rows.equals(OFFICE)
    assert check_options(OptionTexts()) == ()
    assert to_request_options(OptionTexts()) == ODataOptions()


def test_each_wrong_option_is_found_once_with_its_place() -> None:
    options = OptionTexts("x", "-1", "(a", "Dn eq 1", "yes", "Nobody", "Dn up", "Members")
    findings = check_options(options)
    assert [finding.option for finding in findings] == list(options.given())
    assert findings[3] == Finding("filter", "“1” is a number, but “Dn” is a text.", 6, 7, "'1'")
    with pytest.raises(QueryTextError):
        apply_options(OFFICE, options)


def test_what_is_sent_is_what_was_written() -> None:
    options = OptionTexts("5", "10", '"a b"', " Dn eq 1", "true", "Dn, Nobody", "Dn up", "Members")
    assert to_request_options(options) == ODataOptions(
        5, 10, '"a b"', " Dn eq 1", True, ("Dn", "Nobody"), ("Dn up",), ("Members",)
    )
    for wrong in (OptionTexts(top="x"), OptionTexts(skip="-1"), OptionTexts(count="1")):
        with pytest.raises(QueryTextError):
            to_request_options(wrong)
