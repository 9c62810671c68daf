"""Names keep everything a person can read, and lose what would break the page around them."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.formatting.text import NAME_LIMIT, clean, fold, for_display, is_unseen, visible

# hypothesis leaves half characters out unless asked
any_text = st.text(st.characters(exclude_categories=()) | st.sampled_from("\ud800\udfff\ufeff\x00"))


@given(any_text)
def test_a_cleaned_name_is_one_line_of_valid_utf8_without_controls(name: str) -> None:
    cleaned = clean(name)
    cleaned.encode("utf-8")
    assert cleaned == cleaned.strip()
    assert not any(unicodedata.category(character) == "Cc" for character in cleaned)
    assert len(cleaned.splitlines()) <= 1
    assert "\ufeff" not in cleaned


@given(any_text)
def test_cleaning_twice_changes_nothing_more(name: str) -> None:
    assert clean(clean(name)) == clean(name)


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_a_name_of_visible_characters_stays_as_it_is(name: str) -> None:
    assert clean(name) == name


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Anna\tBerg\r\nSales", "Anna Berg Sales"),
        ("\ufeffAnna\x00 Be\x1brg\x9f", "Anna Berg"),
        (json.loads('"Anna \\ud800"'), "Anna \ufffd"),
        ("   ", ""),
        ("<b>![x](http://x)</b> =1+1 $x$", "<b>![x](http://x)</b> =1+1 $x$"),
        ("👩‍💻 Söhne שלום", "👩‍💻 Söhne שלום"),
        ("A\u2028B\u2029C\x85D", "A B C D"),
    ],
)
def test_names_seen_in_the_wild(name: str, cleaned: str) -> None:
    assert clean(name) == cleaned


@given(any_text.map(clean))
def test_a_label_cannot_turn_the_row_it_stands_in(name: str) -> None:
    label = for_display(name)
    depth = 0
    for character in label:
        depth += {"\u2068": 1, "\u2069": -1}.get(character, 0)
        assert depth >= 0, "an isolate is ended that was not begun"
    assert depth == 0
    assert not set(label) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067")


@given(any_text.map(clean), st.integers(2, 80))
def test_a_label_is_never_longer_than_its_limit(name: str, limit: int) -> None:
    assert len(for_display(name, limit).strip("\u2068\u2069")) <= limit


def test_right_to_left_names_are_isolated_and_others_left_alone() -> None:
    assert for_display("שלום") == "\u2068שלום\u2069"
    assert for_display("Söhne & Co") == "Söhne & Co"
    assert for_display("abc\u202egpj.exe") == "abcgpj.exe"


def test_every_right_to_left_character_is_isolated() -> None:
    for letter in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.bidirectional(letter) in {"R", "AL", "AN"}:
            assert for_display(f"a{letter}") == f"\u2068a{letter}\u2069"


def test_a_long_name_ends_in_dots_and_is_not_cut_inside_a_character() -> None:
    assert for_display("x" * 40_000) == "x" * (NAME_LIMIT - 1) + "…"
    assert for_display("abcde\u0301fgh", 6) == "abcd…"
    assert for_display("ab👩\u200d💻cd", 5) == "ab…"


@pytest.mark.parametrize(
    ("name", "searched"),
    [
        ("Söhne", "sohne"),
        ("ÉCOLE", "école"),
        ("Ｗｉｄｅ", "wide"),
        ("Søren", "soren"),
        ("Straße", "STRASSE"),
        ("Ｓ\u00ado\u200bft", "soft"),
        ("İzmir", "izmir"),
        ("ﬁnance", "fin"),
    ],
)
def test_a_search_finds_names_whatever_their_case_accents_and_width(name, searched) -> None:
    assert fold(searched) in fold(name)


@given(any_text)
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(any_text)
def test_what_is_quoted_can_be_seen(text: str) -> None:
    assert not text or not all(map(is_unseen, visible(text)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("8000\u200b", "8000\u200b"),
        ("\u200b\u2060", "U+200B U+2060"),
        ("   ", "U+0020 U+0020…"),
        ("\x00", "U+0000"),
        ("\u3164" * 20, "U+3164 U+3164…"),
    ],
)
def test_of_what_cannot_be_seen_the_codes_are_shown(text: str, shown: str) -> None:
    assert visible(text, 15) == shown
