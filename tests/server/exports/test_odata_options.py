"""The options of OData at the export, over real HTTP: which rows and columns come back."""

import csv
import io
from urllib.parse import urlencode

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from server.exports.parameters import read_parameters
from telephony.export.formats import SUFFIXES
from tests.support import plain_http

BASE = {"group": "GRP0000", "range": "last_week"}
ORIGIN = 7  # columns about the question, which close every row of a CSV


def url(server, suffix="csv"):
    return f"{server.url}/export/extensions.{suffix}"


def asked(server, suffix="csv", **options):
    answer = plain_http.get(url(server, suffix), params={**BASE, **options})
    assert answer.status_code == 200, answer.text
    return answer


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def extensions(answer):
    return [row["extension"] for row in rows_of(answer)]


@pytest.fixture(scope="module")
def everybody(demo_server):
    """All rows, the busiest first, as without any option."""
    return rows_of(asked(demo_server))


def test_top_and_skip_page_over_the_sorted_rows(demo_server, everybody):
    numbers = [row["extension"] for row in everybody]
    assert len(numbers) > 20
    pages = [extensions(asked(demo_server, top=15, skip=skip)) for skip in (0, 15, 30, 45)]
    assert [len(page) for page in pages] == [15, 15, len(numbers) - 30, 0]
    assert [number for page in pages for number in page] == numbers


def test_a_share_is_one_of_all_rows_also_on_a_page(demo_server, everybody):
    [second] = rows_of(asked(demo_server, top=1, skip=1))
    assert second["share_of_calls"] == everybody[1]["share_of_calls"]


def test_orderby_orders_by_fields_of_the_report_and_leaves_equal_rows(demo_server, everybody):
    order = "InboundUnansweredCount asc, DisplayName desc"
    found = extensions(asked(demo_server, orderby=order))
    by_name = sorted(everybody, key=lambda row: row["display_name"], reverse=True)
    right = sorted(by_name, key=lambda row: int(row["inbound_unanswered"]))
    assert found == [row["extension"] for row in right]
    alone = extensions(asked(demo_server, orderby="InboundUnansweredCount"))
    usual = sorted(everybody, key=lambda row: int(row["inbound_unanswered"]))
    assert alone == [row["extension"] for row in usual]
    talk = [
        float(row["inbound_talk_seconds"])
        for row in rows_of(asked(demo_server, orderby="InboundAnsweredTalkingDur desc"))
    ]
    assert talk == sorted(talk, reverse=True)


def test_select_keeps_the_columns_of_these_fields_and_the_extension(demo_server):
    fields = "InboundAnsweredTalkingDur,DisplayName"
    names = ["extension", "inbound_talk_seconds", "inbound_talk_hms", "display_name"]
    plain = rows_of(asked(demo_server, select=fields))
    assert list(plain[0])[:-ORIGIN] == names
    told = asked(demo_server, "json", select=fields).json()
    assert list(told["rows"][0]) == [names[0], names[1], names[3]]
    assert list(told["about"]["columns"]) == [names[0], names[1], names[3]]
    book = openpyxl.load_workbook(io.BytesIO(asked(demo_server, "xlsx", select=fields).content))
    heads = next(book["Extensions"].values)
    assert heads == ("Extension", "Inbound talk time", "Name")
    columns = pq.read_table(io.BytesIO(asked(demo_server, "parquet", select=fields).content))
    assert columns.column_names == ["extension", "inbound_talk_us", "display_name"]


def test_every_field_is_less_than_every_column(demo_server, everybody):
    [row] = rows_of(asked(demo_server, select="*", top=1))
    assert len(row) < len(everybody[0])
    assert row.items() <= everybody[0].items() | {("as_of", row["as_of"])}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_count_is_that_of_the_rows_without_top_and_skip(demo_server, everybody, suffix):
    above = "InboundAnsweredCount gt 10"
    matching = [row for row in everybody if int(row["inbound_answered"]) > 10]
    answer = asked(demo_server, suffix, filter=above, top=2, skip=1, count="true")
    assert answer.headers["x-total-count"] == str(len(matching))
    assert 2 < len(matching) < len(everybody)
    again = plain_http.get(answer.url, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["x-total-count"] == str(len(matching))
    for count in ("false", ""):
        assert "x-total-count" not in asked(demo_server, suffix, count=count).headers


def test_a_count_of_zero_is_in_the_file_too(demo_server):
    answer = asked(demo_server, "json", search="nobody at all", count="true")
    assert answer.headers["x-total-count"] == "0"
    assert answer.json()["about"]["count"] == 0
    lines = asked(demo_server, search="nobody at all", count="true", about="lines").text
    assert "# Count: 0\r\n" in lines


def test_a_file_says_which_options_it_obeys(demo_server):
    options = {
        "filter": "InboundAnsweredCount ge 0",
        "orderby": "Dn desc",
        "select": "DisplayName",
        "top": "3",
        "skip": "1",
    }
    about = asked(demo_server, "json", **options, count="true").json()["about"]
    kept = {name: about[name] for name in options if name != "orderby"}
    assert kept == {name: text for name, text in options.items() if name != "orderby"}
    assert about["sorted_by"] == "Dn desc"
    assert about["extensions"] == f"3 of {about['count']}"


def test_names_may_have_the_sign_of_odata(demo_server):
    options = {
        "filter": "InboundAnsweredCount gt 0",
        "search": "a",
        "orderby": "DisplayName",
        "top": "4",
        "skip": "1",
        "count": "true",
    }
    plain = asked(demo_server, **options)
    signed = asked(demo_server, **{f"${name}": text for name, text in options.items()})
    assert extensions(signed) == extensions(plain)
    assert len(extensions(plain)) == 4
    for name in ("etag", "x-total-count"):
        assert signed.headers[name] == plain.headers[name]


def test_search_is_part_of_a_name_or_number_as_on_the_page(demo_server, everybody):
    part = everybody[0]["display_name"].split()[0][1:4]
    found = rows_of(asked(demo_server, search=part.upper()))
    assert found
    assert all(part.lower() in row["display_name"].lower() for row in found)


def test_different_options_have_different_tags(demo_server):
    options = (
        {},
        {"top": 1_000},
        {"skip": 0},
        {"skip": 1},
        {"orderby": "Dn"},
        {"orderby": "Dn desc"},
        {"select": "DisplayName"},
        {"select": "DisplayName,SentimentScore"},
        {"filter": "InboundAnsweredCount ge 0"},
        {"count": "true"},
    )
    tags = {asked(demo_server, **given).headers["etag"] for given in options}
    assert len(tags) == len(options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"top": "ten"}, ("top: ", "“ten” is not a whole number")),
        ({"top": "-1"}, ("top: ", "is not a whole number")),
        ({"$skip": "1.5"}, ("skip: ", "is not a whole number")),
        ({"count": "TRUE"}, ("count: ", "neither true nor false")),
        (
            {"select": "Dn,InboundAnswerdCount"},
            ("select: ", "at character 4", "perhaps InboundAnsweredCount is meant"),
        ),
        ({"select": "inbound_answered"}, ("select: ", "perhaps InboundAnsweredCount")),
        ({"orderby": "Dn downwards"}, ("orderby: ", "at character 4", "“downwards”")),
        ({"orderby": "Nothing"}, ("orderby: ", "“Nothing” is not a field of this report")),
        ({"orderby": "Dn", "sort": "calls"}, ("orderby: ", "sort")),
        ({"orderby": "Dn", "$orderby": "Dn desc"}, ("orderby: ", "second value")),
        ({"expand": "Calls"}, ("expand: ", "The report has no related records to expand")),
        ({"$filter": "Dn gt"}, ("filter: ", "cannot be read at character")),
        ({"$apply": "x"}, ("$apply: ", "$orderby")),
        ({"ordeby": "Dn"}, ("ordeby: ", "orderby is")),
        ({"top": "x" * 5_000, "select": "\0" * 5_000}, ("top: ", "select: ")),
    ],
    ids=str,
)
def test_an_option_that_cannot_be_meant_is_named_in_plain_text(demo_server, options, words):
    answer = plain_http.get(url(demo_server), params={**BASE, **options})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.count("\n") == 1
    assert len(answer.text) < 1_000
    for part in words:
        assert part in answer.text


NAMES = ("top", "skip", "count", "select", "orderby", "expand", "$top", "$filter", "search")
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["5", "true", "Dn", "Dn desc", "*", ",", "Dn,DisplayName", "Dn asc asc"]),
)


def refusal(query):
    """The words that refuse it, or nothing where it can be meant."""
    try:
        read_parameters(Request({"type": "http", "query_string": query.encode()}), "csv")
    except ValueError as error:
        return str(error)
    return ""


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), TEXTS))
def test_any_text_in_any_option_is_meant_or_refused_on_one_line(options):
    words = refusal(urlencode({"group": "GRP0000", **options}, errors="replace"))
    assert len(words.splitlines()) <= 1
    assert words.encode().endswith(b".") or not words
