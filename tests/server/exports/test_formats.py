"""The formats over real HTTP: the same rows, each served as what it is."""

import pytest

from server.current_context import current
from telephony.export.formats import SUFFIXES, Format
from tests.server.export_client import REPORT
from tests.support import faults, plain_http
from tests.support.files import FORMATS, rows_in

QUERY = "group=GRP0000&range=last_week&sort=-inbound_answered"


def extensions_in(suffix, content):
    """The extensions and their inbound calls, in the order of the file."""
    fields = {"Extension": "extension", "Inbound answered": "inbound_answered"}
    rows = rows_in(content, suffix, fields)
    return [(row["extension"], int(row["inbound_answered"])) for row in rows]


def test_there_is_a_route_for_every_format():
    assert set(SUFFIXES) == {form.suffix for form in Format}


def test_all_formats_hold_the_same_rows_in_the_same_order(demo_server):
    found = {}
    for suffix in SUFFIXES:
        answer = plain_http.get(f"{demo_server.url}/export/extensions.{suffix}?{QUERY}")
        assert answer.status_code == 200
        found[suffix] = extensions_in(suffix, answer.content)
    calls = [calls for _, calls in found["csv"]]
    assert len(calls) == 40
    assert calls == sorted(calls, reverse=True)
    assert [suffix for suffix in SUFFIXES if found[suffix] != found["csv"]] == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_is_served_as_what_it_is_under_a_name_of_its_own(demo_server, suffix):
    url = f"{demo_server.url}/export/extensions.{suffix}?{QUERY}"
    answer = plain_http.get(url)
    assert answer.headers["content-type"] == FORMATS[suffix][0]
    name = answer.headers["content-disposition"]
    assert name.startswith('attachment; filename="extensions_GRP0000_')
    assert name.endswith(f'.{suffix}"')
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_head_says_the_same_without_a_body(demo_server, suffix):
    url = f"{demo_server.url}/export/extensions.{suffix}?{QUERY}"
    whole, head = plain_http.get(url), plain_http.head(url)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("etag", "last-modified", "content-type", "content-length", "content-disposition"):
        assert head.headers[name] == whole.headers[name]
    known = plain_http.head(url, headers={"If-None-Match": whole.headers["etag"]})
    assert known.status_code == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_but_reading_is_allowed(demo_server, method):
    answer = plain_http.request(method, f"{demo_server.url}/export/extensions.xlsx?{QUERY}")
    assert answer.status_code == 405


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_errors_are_plain_text_in_every_format(ask, pbx, suffix):
    pbx.script(REPORT, faults.html())
    for query, status in (("", 400), ("group=nobody", 404), ("group=GRP0000", 502)):
        answer = ask(query, suffix)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert "content-disposition" not in answer.headers


def test_query_details_are_above_the_csv_with_about_lines(ask):
    plain, told = ask("group=GRP0000").text, ask("group=GRP0000&about=lines").text
    lines = told.removeprefix("\ufeff").split("\r\n")
    above = [line for line in lines if line.startswith("# ")]
    assert lines[: len(above)] == above
    assert "\r\n".join(lines[len(above) :]) == plain.removeprefix("\ufeff")
    assert "# Groups: GRP0000" in above
    assert "# Group names: Sales" in above
    assert any(line.startswith("# Link: http://127.0.0.1:8501/?group=GRP0000&") for line in above)


@pytest.mark.parametrize(
    ("query", "suffix"),
    [("about=zip", "csv"), ("about=lines&about=lines", "csv"), ("about=lines", "json")],
)
def test_a_wrong_choice_of_lines_is_named(ask, query, suffix):
    answer = ask(f"group=GRP0000&{query}", suffix)
    assert answer.status_code == 400
    assert answer.text.startswith("about: ")


def test_the_address_and_the_key_of_the_pbx_are_in_no_file(ask, pbx):
    for suffix in SUFFIXES:
        content = ask("group=GRP0000&about=lines" if suffix == "csv" else "group=GRP0000", suffix)
        assert pbx.origin.encode() not in content.content


def test_the_version_is_in_a_file_once_the_pbx_has_reported_it(ask):
    def source():
        return ask("group=GRP0000", "json").json()["about"]["source"]

    assert source() == "3CX phone system, version not known"
    version = current().access.request_probe().answer().version
    assert version
    assert source() == f"3CX phone system, version {version}"
