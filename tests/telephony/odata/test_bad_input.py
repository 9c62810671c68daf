"""Any text gives a result or a sentence with a place, quickly, and nothing else."""

from __future__ import annotations

from dataclasses import fields
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.odata import filter_parser, limits, search
from telephony.odata.errors import QueryTextError
from telephony.odata.filters import parse_filter
from telephony.odata.limits import MAX_LENGTH
from telephony.odata.option_texts import (
    OptionTexts,
    apply_options,
    check_options,
    to_request_options,
)
from telephony.odata.ordering import parse_orderby, parse_select
from telephony.odata.search import parse_search
from tests.telephony.frames.extension_frames import frame, row
from tests.telephony.odata.generated_options import Generator

PARSERS = (parse_filter, parse_search, parse_orderby, parse_select)
OFFICE = frame(
    row("100", "Anna Sales", ia=5, it=4000, sentiment=50),
    row("101", "Jörg O'Brien", iu=12),
    row("102", "", ia="unreadable"),
)
NAMES = tuple(one.name for one in fields(OptionTexts))
CASES = 3_000
# What filters are made of, and what looks like it.
WORDS = (
    *("Dn", "DisplayName", "InboundAnsweredCount", "SentimentScore", "Dn.Name", "x" * 200),
    *(" eq ", " ne ", " gt ", " and ", " or ", "not ", "not(", " in ", " in (", " EQ "),
    *(" add ", " sub ", " mul ", " div ", " mod ", "-", "+", "(", ")", ",", " ", "\n", "\u2028"),
    *("'", "''", "'a'", '"', "\\", "1", "0", "9" * 30, "1e999", "1.5", "-9223372036854775808"),
    *("null", "true", "duration'PT1H'", "duration'P'", "duration'", "duration'P1Y'"),
    *("2026-01-01", "12:30", "2026-01-01T00:00:00Z", "00000000-0000-0000-0000-000000000000"),
    *("geography'x'", "any", "all(", "/", ":", "=", "%", "$", "*", "&&", "٣", "ſub", "İ", "\x00"),
    *("contains(", "length(", "substring(", "concat", "geo.length(", "matchesPattern(", "\ud800"),
    *("AND", "NOT", "OR", "asc", "desc"),
)


def read(parse, text: str) -> bool:
    """Whether it can be used; what can be used is used."""
    refusal = None
    try:
        found = parse(text)
    except QueryTextError as error:
        refusal = error
    if refusal:
        assert 0 <= refusal.start <= refusal.end <= len(text), text
        assert refusal.message, text
        return False
    if hasattr(found, "mask"):
        mask = found.mask(OFFICE)
        assert (mask.shape, mask.dtype.kind) == ((len(OFFICE),), "b"), text
    return True


def check_use(options: OptionTexts) -> None:
    """Options have errors, or can be applied and sent."""
    findings = check_options(options)
    assert {finding.option for finding in findings} <= set(options.given())
    if findings:
        with pytest.raises(QueryTextError):
            apply_options(OFFICE, options)
    else:
        applied = apply_options(OFFICE, options)
        skip, top = int(options.skip.strip() or 0), int(options.top.strip() or len(OFFICE))
        assert len(applied.rows) == len(range(applied.count)[skip:][:top])
        assert applied.count == len(OFFICE) or options.filter.strip() or options.search.strip()
        to_request_options(options)


def broken(random: Random, seed: int) -> str:
    """A text near a filter: one changed in a place, words in a row, or letters at random."""
    if seed % 3 == 0:
        text = Generator(seed).filter()
        at = random.randrange(len(text) + 1)
        return text[:at] + random.choice(("", *WORDS)) + text[at + random.randrange(3) :]
    if seed % 3 == 1:
        return "".join(random.choice(WORDS) for _ in range(random.randint(1, 14)))
    code = random.choice((0x80, 0x3000, 0x110000))
    return "".join(chr(random.randrange(code)) for _ in range(random.randrange(16)))


@pytest.mark.slow
def test_thousands_of_texts_are_used_or_refused_with_a_place() -> None:
    random = Random(20)  # noqa: S311  for tests
    used = 0
    for seed in range(CASES):
        text = broken(random, seed)
        for parse in PARSERS if seed % 5 == 0 else (parse_filter,):
            used += read(parse, text)
        check_use(OptionTexts(**{NAMES[seed % len(NAMES)]: text}))
    assert CASES / 50 < used < CASES / 2, "the texts are all good or all hopeless"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.sampled_from(PARSERS))
def test_any_text_is_used_or_refused(text: str, parse) -> None:
    read(parse, text)


@settings(max_examples=200, deadline=None)
@given(st.builds(OptionTexts, *[st.text(max_size=12) | st.just("")] * 8))
def test_options_without_errors_can_be_applied_and_sent(options) -> None:
    check_use(options)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "(" * 1_900 + ")" * 1_900,
        "not " * 950 + "true",
        "-" * 3_900 + "1 eq 1",
        "length(" * 60 + "Dn" + ")" * 60 + " eq 1",
        "NOT " * 900 + "(" * 51 + "a" + ")" * 51,
        "true and " * 20_000 + "true",
        "'" + "a" * 100_000 + "'",
        "a" * 100_000,
        " " * 100_000,
        "'" * 100_001,
        "," * 100_000,
        "Dn eq '" + "\ud800" * 100_000,
    ],
    ids=lambda text: f"{text[:12]}… {len(text)}",
)
@pytest.mark.parametrize("parse", PARSERS)
def test_what_is_too_long_or_too_deep_is_refused(parse, text) -> None:
    three_words = parse is parse_search and text.startswith("-")
    assert read(parse, text) == three_words


def test_nothing_long_or_deep_reaches_a_lexer(monkeypatch) -> None:
    def unreachable(*_args: object) -> None:
        raise AssertionError("the lexer was called")

    monkeypatch.setattr(filter_parser, "ODataLexer", unreachable)
    monkeypatch.setattr(search, "_TOKEN", None)
    for text in ("a" * 100_000, "(" * 100_000, "(" * (limits.MAX_BRACKETS + 1), "'\"" * 50_000):
        for parse in (parse_filter, parse_search):
            assert not read(parse, text)


def test_the_longest_text_that_is_read_can_be_read() -> None:
    text = "Dn eq '" + "a" * (MAX_LENGTH - 8) + "'"
    assert len(text) == MAX_LENGTH
    assert read(parse_filter, text)
    assert not read(parse_filter, text + " ")


def test_at_most_a_hundred_words_are_searched_for() -> None:
    assert read(parse_search, "a " * 100)
    assert not read(parse_search, "a " * 101)
