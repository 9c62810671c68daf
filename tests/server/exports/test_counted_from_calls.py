"""The file over HTTP has the values that follow from the demo's calls themselves."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import urlencode

from tests.server.export_client import get_export
from tests.support.office import SALES, SUPPORT, counted, days
from tests.support.pages import office_dashboard

COUNTS = ("inbound_answered", "inbound_unanswered", "outbound_answered", "outbound_unanswered")


def test_the_csv_over_http_has_the_counted_calls_of_every_extension(tmp_path: Path) -> None:
    asked = {"group": [SALES, SUPPORT], "range": "last_30_days", "area": "external"}
    with office_dashboard(tmp_path):
        answer = get_export(urlencode(asked, doseq=True))
    assert answer.status_code == 200
    figures = counted(SALES, SUPPORT, **days("2026-03-02", "2026-03-31"), area="external")
    rows = csv.DictReader(answer.content.decode("utf-8-sig").splitlines())
    assert {row["extension"]: [int(row[one]) for one in COUNTS] for row in rows} == {
        extension: [getattr(row, one) for one in COUNTS] for extension, row in figures.items()
    }
