"""Nothing to write, or one thing, or nothing known: a file all the same, and a page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle, product
from typing import Any

import httpx
import openpyxl
import pyarrow.parquet as pq
import pytest

from components.shared import downloads
from telephony.export.definitions import Mismatches, meanings_export, mismatches_export
from telephony.export.formats import Format
from telephony.export.source import Source
from telephony.query.view import CallArea, Query, View
from tests.server.export_client import get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import arrived, dashboard_over, draw
from tests.telephony.answers.histories import history, span

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)  # a Wednesday
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
HOURLY = ("/xapi/v1/ReportUserActivity", "/xapi/v1/ReportCallDistribution")
GROUPS = [{"Number": "G", "Name": "Sales", "Id": 1}, {"Number": "H", "Name": "", "Id": 2}]
COUNTS = (
    "InboundAnsweredCount",
    "InboundUnansweredCount",
    "OutboundAnsweredCount",
    "OutboundUnansweredCount",
)
TALKS = ("InboundAnsweredTalkingDur", "OutboundAnsweredTalkingDur")
NOBODY: list[dict[str, Any]] = []
# Of which any query may leave one or the other.
ODD: list[dict[str, Any]] = [
    {"Dn": "100", **dict.fromkeys(COUNTS, "?")},
    {"Dn": "101", "OutboundAnsweredCount": 2, "OutboundAnsweredTalkingDur": "PT1H"},
]
REPORTS: dict[str, list[dict[str, Any]]] = {
    "nobody": NOBODY,
    "one with one call": [{"Dn": "100", "DisplayName": "", "InboundUnansweredCount": 1}],
    "all unknown": [
        {"Dn": str(number), **dict.fromkeys(COUNTS, "?"), **dict.fromkeys(TALKS, "?")}
        for number in (100, 101)
    ],
    "one unknown, one not": ODD,
}
# What an hourly report may contain: hours outside the query only, or none at all.
HOURLY_REPORTS = {"no hours": faults.listing([]), "no report": faults.status(404)}
WITH_TIME = (
    "range=yesterday",
    "range=today",
    "from=2026-11-18T11:00&to=2026-11-18T11:30",  # half an hour
)
# Nothing is requested for them, whatever the report would be.
WITHOUT_TIME = (
    "from=2026-11-19&to=2026-11-20",  # has not begun
    "from=2011-12-30&to=2011-12-30&tz=Pacific/Apia",  # a day that the zone left out
)
RANGES = (*WITH_TIME, *WITHOUT_TIME)
FOR_SOME = ("filter=InboundAnsweredCount gt 1000", "quiet=hide", "direction=outbound")
FOR_NOBODY = (
    "search=Nobody-is-called-that",
    "selected=999",
    "hours=sun_03:00-03:30",
    "extension=999&by=month&compare=last_year",
)
OPTIONS = ("top=0", "skip=99", "select=Dn", "count=true&top=0")
# Each query meets two or three of them over the reports, and each report over the queries; hours,
# which have one report of nothing here, meet them all below.
OTHERS = ("json", "xlsx", "parquet")


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as served, dashboard_over(served, SetClock(NOON)):
        served.script("/xapi/v1/Groups", faults.listing(GROUPS))
        for path in HOURLY:
            served.script(path, faults.listing([]))
        yield served


def answered(name: str, suffix: str, query: str) -> httpx.Response:
    return get_route(f"/export/{name}.{suffix}?{query}")


def in_two_formats(place: int) -> tuple[str, str]:
    """The CSV, and another that is the next one at the next place."""
    return "csv", OTHERS[place % len(OTHERS)]


def rows_in(body: bytes, suffix: str) -> int:
    """The number of rows of a file, which must have a header."""
    if suffix == "csv":
        return len(list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")))))
    if suffix == "json":
        return len(json.loads(body)["rows"])
    if suffix == "parquet":
        return int(pq.read_table(io.BytesIO(body)).num_rows)
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    assert all(isinstance(cell.value, str) for cell in sheet[1])
    return int(sheet.max_row) - 1


@pytest.mark.parametrize(
    ("name", "report"), [*product(("extensions", "days"), REPORTS), ("hours", "nobody")]
)
def test_every_export_of_nearly_nothing_is_a_file_in_every_format(
    pbx: FaultServer, name: str, report: str
) -> None:
    pbx.script(REPORT, faults.listing(REPORTS[report]))
    turn = list(REPORTS).index(report)
    # what leaves nobody of any report is asked of every other one, and of the hours' only one;
    # what leaves some of them is asked of the others in turn
    for_nobody = FOR_NOBODY if name == "hours" else FOR_NOBODY[turn % 2 :: 2]
    for_some = FOR_SOME if name == "hours" or REPORTS[report] is ODD else FOR_SOME[turn % 3 :: 3]
    narrowed = (*for_some, *for_nobody)
    spans = RANGES if report == "nobody" else WITH_TIME
    queries = [f"group=G&{span}" for span in spans]
    narrower = [f"{queries[0]}&{one}" for one in narrowed]
    for place, query in enumerate((*queries, *narrower), turn):
        found = set()
        for suffix in in_two_formats(place):
            answer = answered(name, suffix, query)
            assert answer.status_code == 200, (query, suffix, answer.text)
            found.add(rows_in(answer.content, suffix))
        assert len(found) == 1, query
    assert bool(pbx.requests_to(REPORT)) == (name != "hours")  # those have reports of their own


@pytest.mark.parametrize("hourly", HOURLY_REPORTS)
@pytest.mark.parametrize("span", RANGES)
def test_hours_that_none_of_the_range_are_leave_a_head_without_rows(
    pbx: FaultServer, hourly: str, span: str
) -> None:
    pbx.script(REPORT, faults.listing(NOBODY))
    for path in HOURLY:
        pbx.script(path, HOURLY_REPORTS[hourly])
    for suffix in in_two_formats(RANGES.index(span) + list(HOURLY_REPORTS).index(hourly)):
        answer = answered("hours", suffix, f"group=G&{span}&hours=sun_03:00-04:00")
        assert answer.status_code == 200
        assert rows_in(answer.content, suffix) == 0


@pytest.mark.parametrize("report", ["nobody", "one with one call"])
@pytest.mark.parametrize("options", OPTIONS)
def test_options_that_leave_no_row_leave_the_head(
    pbx: FaultServer, options: str, report: str
) -> None:
    pbx.script(REPORT, faults.listing(REPORTS[report]))
    rows = 1 if options == "select=Dn" and report != "nobody" else 0
    for suffix in in_two_formats(OPTIONS.index(options) + list(REPORTS).index(report)):
        answer = answered("extensions", suffix, f"group=G&range=yesterday&{options}")
        assert answer.status_code == 200
        assert rows_in(answer.content, suffix) == rows


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The file of each page that is drawn, written without a click: in one format after another."""
    files: list[bytes] = []
    forms = cycle(Format)

    def write(file: downloads.ExportFile, *_: str, **__: str) -> None:
        form = next(forms)
        assert file.name(file.provenance, form.suffix).endswith(form.suffix)
        files.append(file.written(form))

    monkeypatch.setattr(downloads, "offer", write)
    return files


@pytest.mark.parametrize(
    ("page", "report"), [*product(("overview", "trends"), REPORTS), ("hours", "nobody")]
)
def test_every_page_of_nearly_nothing_is_drawn_and_its_files_are_written(
    pbx: FaultServer, written: list[bytes], page: str, report: str
) -> None:
    pbx.script(REPORT, faults.listing(REPORTS[report]))
    # of each report one after the other, and of the hours' only one all
    narrowed = (FOR_NOBODY[0], *FOR_SOME[:2])
    turn = list(REPORTS).index(report)
    for_this = narrowed if page == "hours" or REPORTS[report] is ODD else narrowed[turn % 3 :: 3]
    for link in (*WITH_TIME[:2], *(f"{WITH_TIME[0]}&{one}" for one in for_this)):
        written.clear()
        app = arrived(draw(page, f"group=G&{link}"))
        assert not app.exception, (link, app.exception)
        assert len(written) == 1
    assert bool(pbx.requests_to(REPORT)) == (page != "hours")


@pytest.mark.parametrize("report", REPORTS)
def test_the_explorer_of_nearly_nothing_is_drawn_and_its_files_are_written(
    pbx: FaultServer, written: list[bytes], report: str
) -> None:
    pbx.script(REPORT, faults.listing(REPORTS[report]))
    looks = ("show=table", "show=json", "show=chart")
    # they leave as little of every report: one after the other
    others = ("top=0", "show=chart&select=InboundAnsweredCount", "select=DisplayName")
    for options in (*looks, others[list(REPORTS).index(report) % len(others)]):
        written.clear()
        app = draw("explorer", f"group=G&range=yesterday&{options}")
        assert not app.exception, (options, app.exception)
        assert len(written) == 1


@pytest.mark.parametrize("page", ["overview", "trends", "hours", "explorer", "connection"])
@pytest.mark.parametrize("listed", [[], [{"Number": "F", "Name": "___FAVORITES", "Id": 1}]])
def test_every_page_is_drawn_without_any_group(
    pbx: FaultServer, page: str, listed: list[dict[str, Any]]
) -> None:
    pbx.script("/xapi/v1/Groups", faults.listing(listed))
    for link in ("", "group=G"):
        assert not draw(page, link).exception


@pytest.mark.parametrize("form", Format)
def test_the_small_tables_of_nothing_are_files(form: Format) -> None:
    period = span("2026-11-16", "2026-11-17")
    source = Source((), demo=False, version=None, page="")
    for found in (
        history(period),
        history(period, now=datetime(2026, 11, 1, tzinfo=UTC)),
        history(period, missing=("2026-11-16", "2026-11-17")),
    ):
        nothing = Mismatches((), False, found, Query(("G",), period, CallArea.ALL))
        assert form.write(mismatches_export(nothing, View(), source))
        assert form.write(meanings_export(nothing.provenance, View(), source))
