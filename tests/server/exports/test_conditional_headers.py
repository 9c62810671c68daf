"""ETags and dates of conditional requests, as RFC 9110 defines them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from server.exports.conditional import entity_tag, is_unchanged
from telephony.formatting.http_dates import format_http_date

TAG = entity_tag("abc")
AT = datetime(2026, 11, 23, 9, 15, 4, 123_456, tzinfo=UTC)


def same(modified=AT, **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return is_unchanged(Headers(given), TAG, modified)


def test_the_date_is_written_as_http_writes_it():
    assert format_http_date(AT) == "Mon, 23 Nov 2026 09:15:04 GMT"
    assert format_http_date(AT.astimezone()) == format_http_date(AT)


@pytest.mark.parametrize("tags", [TAG, '"abc"', '"x", W/"abc"', 'W/"x","abc"', "*", " * "])
def test_a_client_that_names_our_tag_has_it(tags):
    assert same(if_none_match=tags)


@pytest.mark.parametrize("tags", ["", "abc", '"ab"', '"abc', 'W/"abcd"', "**", '"x, abc"'])
def test_another_tag_or_none_is_not_ours(tags):
    assert not same(if_none_match=tags)


def test_a_date_from_ours_on_has_it_and_an_earlier_one_has_not():
    assert same(if_modified_since=format_http_date(AT))
    assert same(if_modified_since=format_http_date(AT + timedelta(days=1)))
    assert not same(if_modified_since=format_http_date(AT - timedelta(seconds=1)))


def test_a_tag_counts_before_a_date():
    assert not same(if_none_match='"x"', if_modified_since=format_http_date(AT))
    assert same(if_none_match=TAG, if_modified_since=format_http_date(AT - timedelta(days=1)))


def test_where_no_date_can_tell_only_a_tag_does():
    assert not same(modified=None, if_modified_since=format_http_date(AT))
    assert same(modified=None, if_none_match=TAG)


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Mon, 99 Nov 2026 09:15:04 GMT", "2026-11-23", "0", "\x00"]
)
def test_a_date_that_is_none_does_not_count(date):
    assert not same(if_modified_since=date)


@pytest.mark.parametrize(
    "date",
    [
        f"Mon, 23 Nov {'9' * 20} 09:15:04 GMT",
        f"Mon, {'9' * 20} Nov 2026 09:15:04 GMT",
        f"Mon, 23 Nov 2026 {'9' * 20}:15:04 GMT",
        f"Mon, 23 Nov 2026 09:15:04 +{'9' * 20}",
        "Mon, 23 Nov 2026 09:15:04 -9900",
        "9" * 5_000,
        f"Mon, 23 Nov {'9' * 5_000} 09:15:04 GMT",
    ],
)
def test_a_date_with_numbers_beyond_any_calendar_is_ignored(date):
    assert not same(if_modified_since=date)


def test_the_first_and_the_last_year_in_the_farthest_zones_are_dates():
    assert not same(if_modified_since="Mon, 01 Jan 0001 00:00:00 +2359")
    assert same(if_modified_since="Fri, 31 Dec 9999 23:59:59 -2359")


def test_a_date_without_a_zone_is_gmt():
    assert same(if_modified_since="Mon, 23 Nov 2026 09:15:04 -0000")
    assert not same(if_modified_since="Mon, 23 Nov 2026 09:15:03 -0000")


@given(st.text(st.characters(max_codepoint=255)))
def test_no_text_in_a_header_breaks_it(text):
    """Whatever is sent, the worst that comes of it is a file."""
    assert is_unchanged(Headers({"if-modified-since": text}), TAG, AT) in (True, False)
    assert is_unchanged(Headers({"if-none-match": text}), TAG, AT) in (True, False)
