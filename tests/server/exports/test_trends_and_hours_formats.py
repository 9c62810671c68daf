"""Trends and the time of day in every format over real HTTP: the same rows in each."""

from __future__ import annotations

import io

import openpyxl
import pytest

from telephony.export.formats import SUFFIXES
from tests.support import plain_http
from tests.support.files import FORMATS, rows_in

QUERY = "group=GRP0000&from=2026-03-09&to=2026-03-11"
KEYS = {"days": "date", "hours": "hour"}
HEADS = {"Date": "date", "Hour": "hour", "Calls": "calls", "State": "state"}


def values_in(suffix, content, table):
    """The first column, the calls and the state of every row, in the order of the file."""
    rows = rows_in(content, suffix, HEADS)
    assert next(iter(rows[0])) == KEYS[table]
    return [(row[KEYS[table]], int(row["calls"]), row["state"]) for row in rows]


def get(server, table, suffix, query=QUERY, **headers):
    url = f"{server.url}/export/{table}.{suffix}?{query}"
    return plain_http.get(url, timeout=120, headers=headers)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("table", KEYS)
def test_every_format_is_served_as_what_it_is_with_the_rows_of_the_csv(demo_server, table, suffix):
    answer = get(demo_server, table, suffix)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == FORMATS[suffix][0]
    name = f'filename="{table}_GRP0000_2026-03-09_2026-03-11_as-of_'
    assert name in answer.headers["content-disposition"]
    assert answer.headers["content-disposition"].endswith(f'.{suffix}"')
    rows = values_in(suffix, answer.content, table)
    assert rows == values_in("csv", get(demo_server, table, "csv").content, table)
    assert len(rows) == (3 if table == "days" else 72)
    assert sum(calls for _, calls, _ in rows) > 0


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("table", KEYS)
def test_what_is_wrong_is_told_in_words_whatever_the_format(demo_server, table, suffix):
    answer = get(demo_server, table, suffix, "group=GRP0000&range=someday")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert "range" in answer.text


@pytest.mark.parametrize(
    ("table", "title", "looks"),
    [
        ("days", "Inbound talk time", "[h]:mm:ss"),
        ("days", "Calls", "#,##0"),
        ("hours", "Calls", "#,##0"),
    ],
)
def test_a_workbook_has_typed_cells_and_says_what_was_asked_and_is_meant(
    demo_server, table, title, looks
):
    book = openpyxl.load_workbook(io.BytesIO(get(demo_server, table, "xlsx").content))
    about = {line[0]: line[1] for line in book["About"].values}
    assert about["Groups"] == "GRP0000"
    assert {"Time zone", "As of", "Period", "Link", "Calls", "State"} <= set(about)
    head, first = list(book[table.capitalize()].rows)[:2]
    cells = {name.value: cell for name, cell in zip(head, first, strict=True)}
    assert cells[title].number_format == looks


@pytest.mark.parametrize("table", KEYS)
def test_who_has_the_same_figures_is_not_sent_them_again(demo_server, table):
    tag = get(demo_server, table, "json").headers["etag"]
    again = get(demo_server, table, "json", **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
