"""Numbers read the same everywhere, and every cut figure rounds halves up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, style_of


@given(st.decimals(0, 10**9, places=3), st.integers(0, 3))
def test_halves_go_up(value: Decimal, digits: int) -> None:
    expected = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert numbers.round_half_up(Fraction(value), digits) == Fraction(expected)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.8665, "86.7 %"),
        (0.0, "0.0 %"),
        (1.0, "100.0 %"),
        (Fraction(1, 3), "33.3 %"),
        (0.0005, "0.1 %"),
        (12.3456, "1,234.6 %"),
    ],
)
def test_a_float_counts_as_it_is_written_when_a_share_is_rounded(share, words) -> None:
    assert numbers.percent(share) == words


@given(st.floats(0, 1e12), st.integers(1, 3))
def test_a_float_and_the_fraction_it_is_written_as_read_the_same(value: float, digits: int) -> None:
    exact = Fraction(repr(value))
    assert numbers.decimal(value, digits) == numbers.decimal(exact, digits)
    assert numbers.percent(value) == numbers.percent(exact)


@pytest.mark.parametrize(
    ("microseconds", "words", "clock", "seconds"),
    [
        (0, "0 s", "0:00:00", "0"),
        (499_999, "< 1 s", "0:00:00", "0.499999"),
        (499_999.6, "< 1 s", "0:00:00", "0.5"),
        (500_000, "1 s", "0:00:01", "0.5"),
        (17_000_000, "17 s", "0:00:17", "17"),
        (59_500_000, "1 min 0 s", "0:01:00", "59.5"),
        (192_139_836, "3 min 12 s", "0:03:12", "192.139836"),
        (3_599_500_000, "1 h 0 min", "1:00:00", "3599.5"),
        (11_550_000_000, "3 h 13 min", "3:12:30", "11550"),
        (481_404_960_179, "133 h 43 min", "133:43:25", "481404.960179"),
        (36_000_000_000_000, "10,000 h 0 min", "10000:00:00", "36000000"),
    ],
)
def test_a_talk_time_in_words_on_the_clock_and_in_seconds(
    microseconds, words, clock, seconds
) -> None:
    assert numbers.talk_words(microseconds) == words
    assert numbers.clock(microseconds) == clock
    assert numbers.exact_seconds(microseconds) == seconds


@given(st.integers(0, 2**62))
def test_exact_seconds_lose_nothing(microseconds: int) -> None:
    assert Decimal(numbers.exact_seconds(microseconds)) == Decimal(microseconds).scaleb(-6)


@given(st.integers(0, 2**62))
def test_a_clock_is_at_most_half_a_second_off(microseconds: int) -> None:
    hours, minutes, seconds = map(int, numbers.clock(microseconds).split(":"))
    shown = (hours * 3600 + minutes * 60 + seconds) * 1_000_000
    assert -500_000 < shown - microseconds <= 500_000


def test_counts_and_decimals_follow_the_readers_separators() -> None:
    german, french = style_of("de-AT"), style_of("fr-FR")
    assert numbers.count(1_234_567) == "1,234,567"
    assert numbers.count(1_234_567, german) == "1.234.567"
    assert numbers.count(1_234, french) == "1\u202f234"
    assert numbers.decimal(1234.56, 1, german) == "1.234,6"
    assert numbers.count(1_234, style_of("de-CH")) == "1’234"
    assert numbers.x_of_n(26, 1_030, german) == "26 of 1.030"


@pytest.mark.parametrize("language", [None, "", "tlh", "-", "x" * 10_000])
def test_an_unknown_language_reads_english(language) -> None:
    assert style_of(language) == ENGLISH


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 calls"), (1, "1 call"), (2, "2 calls"), (12_345, "12,345 calls")],
)
def test_one_thing_is_one_and_all_else_are_several(number: int, words: str) -> None:
    assert numbers.count_of(number, "call") == words


def test_a_plural_with_other_letters_and_a_readers_separators() -> None:
    german = style_of("de")

    assert numbers.count_of(12_345, "call", german) == "12.345 calls"
    assert numbers.count_of(1, "hour has", many="hours have") == "1 hour has"
    assert numbers.count_of(2, "hour has", many="hours have") == "2 hours have"
    assert numbers.plural(1, "carries", "carry") == "carries"
    assert numbers.plural(2, "carries", "carry") == "carry"


@given(st.lists(st.fractions(-1000, 1000), max_size=9))
def test_parts_in_whole_numbers_add_up_to_their_rounded_sum(parts: list[Fraction]) -> None:
    total = sum(parts)
    rounded = floor(total + Fraction(1, 2))
    whole = numbers.parts_of(rounded, parts)
    assert sum(whole) == (rounded if parts else 0)
    assert all(abs(one - part) < 1 for one, part in zip(whole, parts, strict=True))


def test_what_is_below_zero_has_a_sign_in_front_of_its_size() -> None:
    assert numbers.signed(-1.25, lambda size: numbers.decimal(size, 1)) == "−1.3"
    assert numbers.signed(1.25, lambda size: numbers.decimal(size, 1)) == "+1.3"
    assert numbers.signed(-0.01, lambda size: numbers.decimal(size, 1)) == "0.0"
    assert numbers.exact_seconds(-1_500_000) == "-1.5"
    assert numbers.exact_seconds(-2_000_000) == "-2"
