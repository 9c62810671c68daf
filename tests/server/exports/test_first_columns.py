"""The files of extensions have the columns that programs count on first, and the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from demo_pbx.serving import RunningPbx
from telephony.export.formats import SUFFIXES
from tests.server.export_client import get_route
from tests.support.counted_legs import ZONES, served
from tests.support.files import FORMATS, csv_rows, rows_in

FIRST = {
    "changes": [
        "extension",
        "display_name",
        "status",
        "calls_before",
        "calls_now",
        "talk_seconds_before",
        "talk_seconds_now",
        "talk_change_seconds",
        "from_more_calls_seconds",
        "from_longer_calls_seconds",
        "pick_up_before_share",
        "pick_up_now_share",
        "mix_points",
        "people_points",
    ],
    "rates": [
        "extension",
        "display_name",
        "offered",
        "answered",
        "rate",
        "low_95",
        "high_95",
        "funnel_low_998",
        "funnel_high_998",
        "outlier",
    ],
    "workload": [
        "extension",
        "display_name",
        "calls",
        "talk_seconds",
        "talk_share",
        "cumulative_share",
        "internal_talk_seconds",
        "external_talk_seconds",
        "internal_share",
        "erlangs",
    ],
}


@pytest.fixture(scope="module")
def pbx() -> Iterator[RunningPbx]:
    with served(ZONES[0]) as demo:
        yield demo


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", FIRST)
def test_every_format_has_these_columns_first_and_the_same_rows(
    name: str, suffix: str, pbx: RunningPbx
) -> None:
    group = pbx.groups[0].number
    query = urlencode({"group": group, "from": "2026-11-09", "to": "2026-11-15"})
    answer = get_route(f"/export/{name}.{suffix}?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == FORMATS[suffix][0]
    called = f'filename="{name}_{group}_2026-11-09_2026-11-15_as-of_'
    assert called in answer.headers["content-disposition"]
    rows = rows_in(answer.content, suffix)
    plain = csv_rows(get_route(f"/export/{name}.csv?{query}").content)
    assert list(plain[0])[: len(FIRST[name])] == FIRST[name]
    key = "Extension" if suffix == "xlsx" else "extension"
    assert [str(row[key]) for row in rows] == [row["extension"] for row in plain]
