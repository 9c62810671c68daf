"""Numbers, percentages, dates and lists have the form of the reader's region."""

from __future__ import annotations

import pytest
from babel.localedata import locale_identifiers

from telephony.formatting.lists import listed
from telephony.formatting.locale_style import ENGLISH, style_of
from telephony.formatting.numbers import count, decimal, percent

NAMES = ["Anna", "Ben", "Carla"]


@pytest.mark.parametrize(
    ("tag", "number", "share"),
    [
        ("de-DE", "1.234.567", "61,7\xa0%"),
        ("de-CH", "1’234’567", "61.7%"),
        ("en-US", "1,234,567", "61.7%"),
        ("en-GB", "1,234,567", "61.7%"),
        ("en-IN", "12,34,567", "61.7%"),
        ("hi-IN", "12,34,567", "61.7%"),
        ("fr-FR", "1\u202f234\u202f567", "61,7\xa0%"),
        ("es-MX", "1,234,567", "61.7%"),
        ("tr-TR", "1.234.567", "%61,7"),
        ("eu-ES", "1.234.567", "%\xa061,7"),
        ("ar-EG", "1,234,567", "61.7%"),
        ("nb-NO", "1\xa0234\xa0567", "61,7\xa0%"),
        ("ja-JP", "1,234,567", "61.7%"),
        ("", "1,234,567", "61.7 %"),
    ],
)
def test_numbers_and_percentages_have_the_form_of_the_region(
    tag: str, number: str, share: str
) -> None:
    style = style_of(tag)
    assert count(1_234_567, style) == number
    assert percent(0.617, style) == share


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (999, "999"), (1_000, "1,000"), (99_999, "99,999"), (123_456, "1,23,456")],
)
def test_groups_of_two_begin_above_a_thousand(value: int, words: str) -> None:
    assert count(value, style_of("en-IN")) == words
    assert decimal(value, 1, style_of("en-IN")) == f"{words}.0"


@pytest.mark.parametrize(
    ("tag", "like"),
    [
        ("de", "de-DE"),
        ("DE_de", "de-DE"),
        ("de-DE-u-nu-latn", "de-DE"),
        ("de-ZZ", "de-DE"),
        ("zh-TW", "zh-Hant-TW"),
        ("no-NO", "nb-NO"),
        ("en", "en-US"),
    ],
)
def test_a_tag_means_its_most_likely_region(tag: str, like: str) -> None:
    assert style_of(tag) == style_of(like) != ENGLISH


@pytest.mark.parametrize("tag", [None, "", "tlh", "-", "_", "x" * 10_000, "../../etc", "c", "\0"])
def test_an_unknown_language_reads_as_files_do(tag: str | None) -> None:
    assert style_of(tag) is ENGLISH


@pytest.mark.slow
def test_every_locale_has_a_style_that_plotly_and_streamlit_can_draw() -> None:
    for name in locale_identifiers():
        style = style_of(name)
        assert len(style.thousands) == len(style.decimal) == 1, name
        assert style.thousands != style.decimal, name
        assert sorted(style.numeric_date.replace("YYYY", "Y")) in (
            sorted(f"DDMMY{between}{between}") for between in "./-"
        ), name
        assert "%" in "".join(style.percent), name
        assert style.group in (2, 3), name


def test_a_list_has_its_comma_where_the_english_of_the_region_has_it() -> None:
    assert listed(NAMES, style_of("en-US")) == "Anna, Ben, and Carla"
    assert listed(NAMES, style_of("de-DE")) == "Anna, Ben and Carla"
    assert listed(NAMES[:2], style_of("en-US")) == "Anna and Ben"
    assert listed(NAMES * 2, style_of("en-US")) == "Anna, Ben, Carla, and 3 more"
    assert listed(NAMES[:1], style_of("en-US")) == "Anna"


def test_a_style_is_read_once_for_each_tag() -> None:
    assert style_of("de-DE") is style_of("de-DE")


def test_dates_in_digits_have_the_order_and_separators_of_the_region() -> None:
    found = {tag: style_of(tag).numeric_date for tag in ("de", "en-US", "en-GB", "sv", "hu", "nl")}
    assert found == {
        "de": "DD.MM.YYYY",
        "en-US": "MM/DD/YYYY",
        "en-GB": "DD/MM/YYYY",
        "sv": "YYYY-MM-DD",
        "hu": "YYYY.MM.DD",
        "nl": "DD-MM-YYYY",
    }
