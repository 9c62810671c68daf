from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odata_query import ast
from odata_query.grammar import ODataLexer, ODataParser

from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.url_text import datetime_literal, function_path, query_string, string_literal

UNRESERVED_AND_QUOTE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%'")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
hostile = st.text("'%/?#&+ \\();,=$:@\"<>é語\u202e\x00\n", max_size=20)


def read_by_the_oracle(literal: str) -> str:
    """What an OData parser takes the literal for, after the server has decoded it."""
    tree = ODataParser().parse(ODataLexer().tokenize(f"x eq {unquote(literal)}"))
    assert isinstance(tree, ast.Compare)
    assert isinstance(tree.right, ast.String)
    return str(tree.right.py_val)


@given(texts | hostile)
def test_any_text_comes_back_from_its_literal(text):
    assert read_by_the_oracle(string_literal(text)) == text


@given(texts | hostile)
def test_a_literal_holds_no_character_that_could_end_it(text):
    literal = string_literal(text)
    assert set(literal) <= UNRESERVED_AND_QUOTE
    assert literal.startswith("'")
    assert literal.endswith("'")
    assert literal[1:-1].count("'") == 2 * text.count("'")


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("GRP0000", "'GRP0000'"),
        ("O'Neil", "'O''Neil'"),
        ("100%", "'100%25'"),
        ("a/b?c#d&e", "'a%2Fb%3Fc%23d%26e'"),
        ("a b+c", "'a%20b%2Bc'"),
        ("Söhne", "'S%C3%B6hne'"),
        ("", "''"),
        ("'", "''''"),
        ("%27", "'%2527'"),
        ("..", "'..'"),
    ],
)
def test_a_literal_is_quoted_doubled_and_encoded(text, literal):
    assert string_literal(text) == literal


@pytest.mark.parametrize(
    ("moment", "literal"),
    [
        (datetime(2026, 1, 31, 23, tzinfo=UTC), "2026-01-31T23:00:00Z"),
        (datetime(2026, 2, 1, tzinfo=timezone(timedelta(hours=1))), "2026-01-31T23:00:00Z"),
        (datetime(2026, 1, 31, 23, 0, 0, 500_000, tzinfo=UTC), "2026-01-31T23:00:00.5Z"),
        (datetime(2026, 1, 31, 23, 0, 0, 1, tzinfo=UTC), "2026-01-31T23:00:00.000001Z"),
    ],
)
def test_a_moment_is_written_in_utc_with_a_fraction_only_where_there_is_one(moment, literal):
    assert datetime_literal(moment) == literal


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        datetime_literal(datetime(2026, 1, 31, 23))  # noqa: DTZ001 - the point of the test


def test_a_function_keeps_the_order_of_its_parameters():
    path = function_path("Report", "Get", [("groupNumber", "'G'"), ("callArea", "0")])
    assert path == "/xapi/v1/Report/Pbx.Get(groupNumber='G',callArea=0)"


def test_all_eight_options_are_written_and_encoded():
    options = ODataOptions(
        top=5,
        skip=10,
        search="Ann & Bob",
        filter="contains(DisplayName,'O''Neil') and Dn ne '1+1'",
        count=True,
        select=("Dn", "DisplayName"),
        orderby=("Dn desc", "DisplayName"),
        expand=("Members", "Rights"),
    )
    assert query_string(options) == (
        "$top=5&$skip=10&$search=Ann%20%26%20Bob"
        "&$filter=contains%28DisplayName%2C%27O%27%27Neil%27%29%20and%20Dn%20ne%20%271%2B1%27"
        "&$count=true&$select=Dn,DisplayName&$orderby=Dn%20desc,DisplayName"
        "&$expand=Members,Rights"
    )


def test_options_that_are_not_set_are_not_written():
    assert query_string(ODataOptions()) == ""
    assert query_string(ODataOptions(top=0, skip=0, count=False)) == "$top=0&$count=false"


@pytest.mark.parametrize("given", [{"top": -1}, {"skip": -1}])
def test_negative_numbers_are_refused(given):
    with pytest.raises(ValueError, match="negative"):
        ODataOptions(**given)
