"""The reference lists what the evaluator knows, and every example of it works."""

from __future__ import annotations

import re

from telephony.frames.columns import COLUMNS
from telephony.odata.filter_parser import OPERATORS
from telephony.odata.filters import parse_filter
from telephony.odata.functions import FUNCTIONS
from telephony.odata.ordering import parse_orderby, parse_select
from telephony.odata.search import parse_search
from telephony.odata.syntax_reference import build_reference
from tests.support.processes import ROOT


def test_every_field_operator_and_function_is_listed() -> None:
    found = build_reference()
    assert [entry.syntax for entry in found.fields] == [c.source for c in COLUMNS if c.source]
    assert {entry.syntax for entry in found.operators} == {*OPERATORS, "-", "( )"}
    assert [re.match(r"\w+", entry.syntax)[0] for entry in found.functions] == list(FUNCTIONS)


def test_a_fields_meaning_makes_sense_without_the_fields_before_it() -> None:
    for entry in build_reference().fields:
        assert len(entry.meaning.split()) > 2, entry
        assert not re.match(r"(it|its|of|they|the same)\b", entry.meaning), entry


def test_every_example_can_be_read_and_shows_what_it_is_an_example_of() -> None:
    found = build_reference()
    for entry in (*found.fields, *found.literals, *found.operators, *found.functions):
        assert parse_filter(entry.example)
    for entry in (*found.operators, *found.functions):
        assert re.match(r"\W*\w*", entry.syntax)[0].strip(" ()") in entry.example
    for entry in found.searches:
        assert parse_search(entry.example)
    for entry in found.orders:
        assert parse_orderby(entry.example)
    assert parse_select(",".join(entry.syntax for entry in found.fields))


def test_the_examples_of_the_user_guide_can_be_read() -> None:
    guide = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    section = guide.partition("### Filter with OData text")[2].partition("\n## ")[0]
    examples = re.findall(r"^    (.+)$", section, re.MULTILINE)
    assert len(examples) == 3
    for example in examples:
        assert parse_filter(example)


def test_operators_are_listed_as_closely_as_they_bind() -> None:
    written = [entry.syntax for entry in build_reference().operators]
    for closer, looser in (
        ("in", "not"),
        ("not", "mul"),
        ("mod", "add"),
        ("sub", "gt"),
        ("le", "eq"),
        ("ne", "and"),
        ("and", "or"),
    ):
        assert written.index(closer) < written.index(looser)
