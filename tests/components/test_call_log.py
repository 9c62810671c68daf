"""A call log of five thousand calls, replayed: the page and both files show its known figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from urllib.parse import urlencode

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.server.export_client import get_export
from tests.support import call_log
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.drawn_overview import DrawnOverview
from tests.support.files import csv_rows
from tests.support.pages import dashboard_with

pytestmark = pytest.mark.skipif(not call_log.WORKBOOK.exists(), reason=call_log.WHY_SKIPPED)

QUESTION = {"group": call_log.GROUP, "from": "2021-01-01", "to": "2021-03-31"}
KNOWN = (call_log.ANSWERED, call_log.UNANSWERED, call_log.TALK_SECONDS)
AGENTS = 8


@pytest.fixture(scope="module", autouse=True)
def _call_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    log = call_log.convert(tmp_path_factory.mktemp("call-log"))
    clock = SetClock(call_log.LAST_DAY + timedelta(days=14))
    with running(Options(calls=log)) as pbx, dashboard_with(settings(pbx.base_url), clock):
        yield


def sums(rows: list[Mapping[str, str]]) -> tuple[int, int, Fraction]:
    answered = sum(int(row["inbound_answered"]) for row in rows)
    unanswered = sum(int(row["inbound_unanswered"]) for row in rows)
    return answered, unanswered, sum(Fraction(row["inbound_talk_seconds"]) for row in rows)


def test_the_page_shows_the_known_figures_of_the_call_log() -> None:
    page = DrawnOverview(**QUESTION)
    cards = page.cards()
    assert cards["Inbound answered"] == "4,054"
    assert cards["Inbound unanswered"] == "946"
    assert cards["Pick-up rate"] == "81.1 %"
    assert cards["Inbound talk time"] == "253 h 17 min"
    total, *agents = page.table()
    assert (total["Inbound answered"], total["Inbound unanswered"]) == ("4,054", "946")
    assert total["Inbound talk time"] == "253:17:17"  # 911,837 s
    assert len(agents) == AGENTS
    bars = page.bars()
    assert sum(bars["Inbound answered"].values()) == call_log.ANSWERED
    assert sum(bars["Inbound unanswered"].values()) == call_log.UNANSWERED


def test_the_pages_csv_adds_up_to_the_known_figures() -> None:
    rows = csv_rows(DrawnOverview(**QUESTION).download()[1])
    assert len(rows) == AGENTS
    assert sums(rows) == KNOWN


def test_the_csv_over_http_adds_up_to_the_known_figures() -> None:
    answer = get_export(urlencode(QUESTION))
    assert answer.status_code == 200
    assert sums(csv_rows(answer.content)) == KNOWN
