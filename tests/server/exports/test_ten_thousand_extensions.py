"""Ten thousand extensions in every table and every format: all of them, and their exact sums."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing

import httpx
import pyarrow.parquet as pq
import pytest

from telephony.data_access.service import DataAccess
from tests.server.export_client import GROUPS, REPORT, get_route
from tests.support import faults
from tests.support.fault_server import FaultServer
from tests.support.large_group import ANSWERED, EXTENSIONS, ROWS, TALK_SECONDS
from tests.telephony.xapi.client_harness import QuickClock, connection

CELL = re.compile(rb'<c r="C\d+" s="\d+"><v>(\d+)</v></c>')
DAY = "group=GRP0000&from=2026-11-09&to=2026-11-09"

Found = tuple[int, int, float]
"""Rows, and the sums of inbound calls answered and of their talk in seconds."""


def in_csv(content: bytes) -> Found:
    text = content.decode("utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    return counted(rows, [float(row["inbound_talk_seconds"] or 0) for row in rows])


def in_json(content: bytes) -> Found:
    rows = json.loads(content)["rows"]
    return counted(rows, [row["inbound_talk_seconds"] or 0 for row in rows])


def in_parquet(content: bytes) -> Found:
    rows = pq.read_table(io.BytesIO(content)).to_pylist()
    talk = [row["inbound_talk_us"] for row in rows]
    return counted(rows, [one.total_seconds() if one is not None else 0 for one in talk])


def counted(rows: list[dict], talk: list[float]) -> Found:
    return len(rows), sum(int(row["inbound_answered"] or 0) for row in rows), sum(talk)


FORMATS: dict[str, Callable[[bytes], Found]] = {
    "csv": in_csv,
    "csv?about=lines": in_csv,
    "json": in_json,
    "parquet": in_parquet,
}


@pytest.fixture(scope="module")
def loaded() -> Iterator[tuple[DataAccess, QuickClock]]:
    """A dashboard's data of a PBX with so many extensions in one group."""
    clock = QuickClock()
    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        pbx.script(REPORT, faults.listing(ROWS))
        with closing(DataAccess(lambda: connection(pbx.origin), clock=clock)) as access:
            yield access, clock


@pytest.fixture
def large(loaded: tuple[DataAccess, QuickClock], installed) -> None:
    """It is installed; what one test has loaded the next one has."""
    installed(*loaded)


def asked(table: str, form: str, question: str) -> httpx.Response:
    ending, _, about = form.partition("?")
    answer = get_route(f"/export/{table}.{ending}?{question}&{about}")
    assert answer.status_code == 200, answer.text
    assert "warning" not in answer.headers
    return answer


def test_all_extensions_are_in_every_format(large: None) -> None:
    # what stands above a file's rows is looked at in those of days and hours
    for form in FORMATS.keys() - {"csv?about=lines"}:
        content = asked("extensions", form, DAY).content
        assert FORMATS[form](content) == (EXTENSIONS, ANSWERED, TALK_SECONDS), form
    with zipfile.ZipFile(io.BytesIO(asked("extensions", "xlsx", DAY).content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert sheet.count(b"<row ") == 1 + EXTENSIONS
    assert sum(map(int, CELL.findall(sheet))) == ANSWERED


def test_the_last_of_them_can_be_had_alone(large: None) -> None:
    question = f"{DAY}&orderby=Dn&skip={EXTENSIONS - 1}&top=1&count=true"
    answer = asked("extensions", "json", question)
    assert answer.headers["x-total-count"] == str(EXTENSIONS)
    assert [row["extension"] for row in answer.json()["rows"]] == [ROWS[-1]["Dn"]]


def test_a_day_counts_all_of_them_in_every_format(large: None) -> None:
    for form, read in FORMATS.items():
        assert read(asked("days", form, DAY).content) == (1, ANSWERED, TALK_SECONDS), form
    assert asked("days", "xlsx", DAY).content[:2] == b"PK"


def test_hours_that_are_counted_one_by_one_count_all_of_them_in_every_format(
    large: None,
) -> None:
    two = "group=GRP0000&from=2026-11-09T08:00&to=2026-11-09T10:00"
    for form, read in FORMATS.items():
        content = asked("hours", form, two).content
        assert read(content) == (2, 2 * ANSWERED, 2 * TALK_SECONDS), form
    assert asked("hours", "xlsx", two).content[:2] == b"PK"


@pytest.mark.usefixtures("ask")
def test_more_hours_than_memory_is_for_are_refused_before_any_is_looked_for(
    pbx: FaultServer,
) -> None:
    groups = [f"G{number}" for number in range(50)]
    pbx.script(GROUPS, faults.listing([{"Number": one, "Name": one, "Id": 1} for one in groups]))
    question = "from=2026-08-01&to=2026-10-31&" + "&".join(f"group={one}" for one in groups)
    refused = get_route(f"/export/hours.csv?{question}")
    assert refused.status_code == 400
    assert "110,450" in refused.text  # hours, of which one is there twice
    assert pbx.requests_to(REPORT) == 0
