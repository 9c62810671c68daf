"""Values that cannot be stored are complete; only administrators get a notice."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from telephony.data_access.store.store import open_store
from tests.server.export_client import get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
ROWS = [{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}]
DAY = "group=GRP0000&from=2026-03-09&to=2026-03-09"


def of_a_later_version(folder: Path) -> None:
    open_store(folder).close()
    with closing(sqlite3.connect(folder / "history.sqlite")) as file:
        file.execute(
            "UPDATE schema_version SET version = 999, words = 'telephony history, version 999'"
        )
        file.commit()


def a_folder_in_its_place(folder: Path) -> None:
    (folder / "history.sqlite").mkdir()


@contextmanager
def served(folder: Path) -> Iterator[None]:
    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, faults.listing(ROWS))
        clock = SetClock(datetime(2026, 3, 12, 11, tzinfo=UTC))
        with dashboard_over(pbx, clock, open_store(folder)):
            yield


@pytest.mark.parametrize("broken", [of_a_later_version, a_folder_in_its_place])
def test_numbers_that_cannot_be_stored_are_complete(
    tmp_path: Path, broken: Callable[[Path], None]
) -> None:
    broken(tmp_path)
    with served(tmp_path):
        for file in ("extensions", "days", "hours"):
            response = get_route(f"/export/{file}.csv?{DAY}")
            assert response.status_code == 200, response.text
            lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
            assert {line["complete"] for line in lines} == {"yes"}, file
            assert "warning" not in response.headers
        assert [line["state"] for line in lines] == ["figure"] * 24
