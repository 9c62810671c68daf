"""A call log of five thousand calls, replayed: the page and both files show its known figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import httpx
import pytest

from tests.browser.conftest import Visiting, replayed
from tests.browser.overview import Overview, csv_rows
from tests.support import call_log
from tests.support.processes import Server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not call_log.WORKBOOK.exists(), reason=call_log.WHY_SKIPPED),
]

ZONE = "Europe/Berlin"
QUESTION = {"group": call_log.GROUP, "from": "2021-01-01", "to": "2021-03-31"}
KNOWN = (call_log.ANSWERED, call_log.UNANSWERED, call_log.TALK_SECONDS)
AGENTS = 8


@pytest.fixture(scope="module")
def call_centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = call_log.convert(tmp_path_factory.mktemp("call-log"))
    with replayed(log, ZONE) as server:
        yield server


@pytest.fixture
def page(visiting: Visiting, call_centre: Server) -> Overview:
    opened = visiting(call_centre)
    opened.visit.open(**QUESTION)
    return opened


def sums(rows: list[Mapping[str, str]]) -> tuple[int, int, Fraction]:
    answered = sum(int(row["inbound_answered"]) for row in rows)
    unanswered = sum(int(row["inbound_unanswered"]) for row in rows)
    return answered, unanswered, sum(Fraction(row["inbound_talk_seconds"]) for row in rows)


def test_the_page_shows_the_known_figures_of_the_call_log(page: Overview) -> None:
    cards = page.cards()
    assert cards["Inbound answered"] == "4,054"
    assert cards["Inbound unanswered"] == "946"
    assert cards["Pick-up rate"] == "81.1 %"
    assert cards["Inbound talk time"] == "253 h 17 min"
    total, *agents = page.table()
    assert (total["Inbound answered"], total["Inbound unanswered"]) == ("4,054", "946")
    assert total["Inbound talk time"] == "253:17:17"  # 911,837 s
    assert len(agents) == AGENTS
    bars = page.traces("volume")
    assert sum(bars["Inbound answered"].lengths.values()) == call_log.ANSWERED
    assert sum(bars["Inbound unanswered"].lengths.values()) == call_log.UNANSWERED


def test_the_pages_csv_adds_up_to_the_known_figures(page: Overview) -> None:
    _, content = page.download()
    rows = csv_rows(content)
    assert len(rows) == AGENTS
    assert sums(rows) == KNOWN


def test_the_csv_over_http_adds_up_to_the_known_figures(call_centre: Server) -> None:
    answer = httpx.get(f"{call_centre.url}/export/extensions.csv", params=QUESTION)
    assert answer.status_code == httpx.codes.OK
    assert sums(csv_rows(answer.content)) == KNOWN
