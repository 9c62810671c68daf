"""“Did you mean …?”: what is found and what is left alone."""

from __future__ import annotations

import pytest

from telephony.formatting.suggestions import LOOSE, did_you_mean, nearest, similar

ZONES = ("Europe/Berlin", "Europe/Bern", "America/New_York", "UTC")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Europe/Berlni", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("AMERICA/NEW YORK", "America/New_York"),
        ("", ""),
        ("Mars", ""),
    ],
)
def test_a_slip_in_any_case_finds_the_word_as_it_is_written(word: str, meant: str) -> None:
    assert nearest(word, ZONES) == meant


def test_a_looser_comparison_finds_a_part_of_a_long_name() -> None:
    known = ("InboundUnansweredCount", "DisplayName")

    assert nearest("Unanswered", known) == ""
    assert nearest("Unanswered", known, LOOSE) == "InboundUnansweredCount"


def test_several_come_with_the_best_first() -> None:
    assert similar("803", ("800", "8003", "999"), likeness=LOOSE, most=3) == ("8003", "800")


def test_known_words_of_a_mapping_are_its_keys() -> None:
    assert nearest("slaes", {"sales": 1, "support": 2}) == "sales"


def test_two_suggestions_are_one_question() -> None:
    assert did_you_mean("800") == "Did you mean 800?"
    assert did_you_mean("800", "801") == "Did you mean 800 or 801?"
