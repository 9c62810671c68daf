"""Several names in a sentence."""

from __future__ import annotations

import pytest

from telephony.formatting.lists import extension_words, listed
from telephony.formatting.locale_style import LocaleStyle


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (["A", "B", "C", "D"], "A, B, C and 1 more"),
        (["A", "B", "C", *"DEFGH"], "A, B, C and 5 more"),
    ],
)
def test_more_than_three_are_counted(words: list[str], expected: str) -> None:
    assert listed(words) == expected


def test_the_rest_is_counted_with_the_readers_separators() -> None:
    assert listed(["A"] * 2_003, LocaleStyle(".", ",")).endswith("and 2.000 more")


def test_an_extension_without_a_name_is_its_number() -> None:
    assert extension_words("Ben Carter", "101") == "Ben Carter (101)"
    assert extension_words("", "101") == "101"
    assert extension_words(" \n", "101") == "101"
