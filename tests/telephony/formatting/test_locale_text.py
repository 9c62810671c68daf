"""A sentence made for any reader is read by each in the form of their region."""

from __future__ import annotations

import pickle

from telephony.formatting.locale_style import ENGLISH, LocaleStyle, style_of
from telephony.formatting.locale_text import LocaleText, in_style
from telephony.formatting.numbers import count_of

GERMAN = style_of("de-DE")


def rows_words(rows: int, style: LocaleStyle) -> str:
    return f"The PBX returned {count_of(rows, 'row', style)}."


TEXT = LocaleText(rows_words, 1234)


def test_it_is_the_english_text_for_files_and_logs() -> None:
    assert TEXT == "The PBX returned 1,234 rows."
    assert in_style(TEXT, ENGLISH) == str(TEXT)


def test_a_reader_finds_the_form_of_their_region() -> None:
    assert in_style(TEXT, GERMAN) == "The PBX returned 1.234 rows."


def test_it_stays_so_when_it_is_packed() -> None:
    packed = pickle.loads(pickle.dumps(TEXT))  # noqa: S301  our own
    assert in_style(packed, GERMAN) == in_style(TEXT, GERMAN)


def test_any_other_text_is_as_it_is() -> None:
    assert in_style("group “1,234”", GERMAN) == "group “1,234”"
