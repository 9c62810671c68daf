"""A percentage in a text of the code has the form of the reader's region."""

from __future__ import annotations

import pytest

from telephony.formatting.fixed_texts import localise_percents
from telephony.formatting.locale_style import ENGLISH, style_of


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("de-DE", "from 95\xa0% to 99,8\xa0% of 1 call"),
        ("en-US", "from 95% to 99.8% of 1 call"),
        ("tr-TR", "from %95 to %99,8 of 1 call"),
        ("", "from 95 % to 99.8 % of 1 call"),
    ],
)
def test_it_is_localised_and_the_rest_stays(tag: str, words: str) -> None:
    assert localise_percents("from 95 % to 99.8 % of 1 call", style_of(tag)) == words


def test_a_text_without_one_stays() -> None:
    assert localise_percents("Version 20.0.6, 5 of 9 (a % b)", style_of("de")) == (
        "Version 20.0.6, 5 of 9 (a % b)"
    )
    assert localise_percents("", ENGLISH) == ""
