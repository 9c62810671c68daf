"""Whatever is wrong with the PBX's rows, every place that speaks of completeness says the same.

A scripted PBX has a group for each thing that can be wrong, so one dashboard answers for them all.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import httpx
import openpyxl
import pyarrow.parquet as pq
import pytest

from telephony.answers.extensions import NO_EXTENSIONS
from telephony.answers.raw import RawQuestion
from telephony.collect.collector import Collector
from telephony.collect.schedule import Scope
from telephony.data_access.reports.counted_hours import hours_from_history
from telephony.data_access.service import DataAccess
from telephony.metrics.extension_metrics import derive
from telephony.metrics.scorecard import scorecard
from telephony.metrics.steps import StepState
from telephony.metrics.trends import trend
from telephony.periods.buckets import Grain
from telephony.query.view import CallArea, Query, StepLength
from telephony.xapi.errors import NotAnApiResponse
from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.report_errors import RowsMissing
from tests.server.export_client import get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Exchange, FaultServer
from tests.support.pages import dashboard_over, draw, said
from tests.support.stores import Place
from tests.telephony.data_access.conftest import ZONE, opened
from tests.telephony.periods.ranges import period

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
ANN = {
    "Dn": "100",
    "DisplayName": "Ann",
    "InboundAnsweredCount": 3,
    "InboundAnsweredTalkingDur": "PT90S",
    "OutboundAnsweredCount": 2,
}
BEN = {"Dn": "101", "DisplayName": "Ben", "InboundAnsweredCount": 4}
DAY, TWO_DAYS = period("2026-03-09", "2026-03-10"), period("2026-03-07", "2026-03-09")
HOUR = period("2026-03-09T09:00", "2026-03-09T10:00")  # as good as the 24 of a day
NOW = datetime(2026, 3, 12, 11, tzinfo=UTC)


def without(row: Mapping[str, Any], name: str, **others: Any) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name} | others


INCOMPLETE: Mapping[str, Any] = {
    "a row without a number": [ANN, without(BEN, "Dn")],
    "a number that is no text": [ANN, BEN | {"Dn": 101}],
    "a number of spaces": [ANN, BEN | {"Dn": "  "}],
    "a number that no link could name": [ANN, BEN | {"Dn": "1" * 101}],
    "counts in an object of their own": [
        {"Dn": row["Dn"], "Calls": without(row, "Dn")} for row in (ANN, BEN)
    ],
    "counts in a list of objects": [
        {"Dn": row["Dn"], "Calls": [without(row, "Dn")]} for row in (ANN, BEN)
    ],
    "a count that is text": [ANN, BEN | {"InboundAnsweredCount": "4"}],
    "a count below zero": [ANN, BEN | {"OutboundUnansweredCount": -1}],
    "a count with a point": [ANN, BEN | {"OutboundAnsweredCount": 4.5}],
    "a talk time in months": [ANN, BEN | {"InboundAnsweredTalkingDur": "P1M"}],
    "a talk time that is a number": [ANN, BEN | {"OutboundAnsweredTalkingDur": 12}],
    "a field in other letters": [
        without(row, "InboundAnsweredCount", inboundAnsweredCount=4) for row in (ANN, BEN)
    ],
    "a field in other letters in one row": [
        ANN,
        without(BEN, "InboundAnsweredCount", INBOUNDANSWEREDCOUNT=4),
    ],
    "a renamed count": [
        without(row, "InboundAnsweredCount", InboundAnswered=4) for row in (ANN, BEN)
    ],
    "a renamed talk time": [
        without(ANN, "InboundAnsweredTalkingDur", InboundTalkTime="PT90S"),
        BEN,
    ],
    "an extension twice with other figures": [
        ANN,
        BEN,
        BEN | {"Dn": "101 ", "OutboundAnsweredCount": 9},
    ],
    "fewer rows than announced": ([ANN, BEN], 3),
    "more rows than announced": ([ANN, BEN], 1),
}
COMPLETE: Mapping[str, Any] = {
    "nothing": [ANN, BEN],
    "no row": [],
    "a tab in a name": [ANN | {"DisplayName": "A\tnn"}, BEN],
    "a name that is a number": [ANN, BEN | {"DisplayName": 7}],
    "a sentiment that is text": [ANN | {"SentimentScore": "good"}, BEN],
    "a further field": [ANN | {"Recordings": 4, "TotalAnsweredCount": 5}, BEN],
    "only fields left out": [{"Dn": "100"}, BEN],
}
NOT_AN_ANSWER: Mapping[str, Any] = {
    "no number anywhere": [without(ANN, "Dn"), without(BEN, "Dn")],
    "the number under another name": [without(row, "Dn", dn=row["Dn"]) for row in (ANN, BEN)],
    "numbers instead of texts": [row | {"Dn": int(row["Dn"])} for row in (ANN, BEN)],
}
KINDS = {**INCOMPLETE, **COMPLETE, **NOT_AN_ANSWER}
GROUPS = {kind: f"G{number:03}" for number, kind in enumerate(KINDS)}
NAMES = {number: kind for kind, number in GROUPS.items()}


class Wrong:
    """The report of a PBX whose groups have one thing wrong each, until it is repaired."""

    def __init__(self) -> None:
        self.repaired = False

    async def __call__(self, exchange: Exchange) -> None:
        found = re.search(r"groupNumber='(\w+)'", unquote(exchange.request.target.decode()))
        assert found
        rows, count = rows_of(NAMES[found[1]])
        if self.repaired:
            rows, count = [ANN, BEN], 2
        if "$skip" in exchange.request.target.decode():
            rows = []
        await exchange.json({"value": rows, "@odata.count": count})


def rows_of(kind: str) -> tuple[list[dict[str, Any]], int]:
    made = KINDS[kind]
    return made if isinstance(made, tuple) else (made, len(made))


@pytest.fixture(scope="module")
def wrong() -> Wrong:
    return Wrong()


@pytest.fixture(scope="module")
def pbx(wrong: Wrong) -> Iterator[FaultServer]:
    with FaultServer() as server:
        listed = [
            {"Id": place, "Number": number, "Name": kind}
            for place, (kind, number) in enumerate(GROUPS.items())
        ]
        server.script("/xapi/v1/Groups", faults.listing(listed))
        server.script(REPORT, wrong)
        yield server


@pytest.fixture(scope="module")
def served(pbx: FaultServer) -> Iterator[None]:
    """A dashboard, for files and pages."""
    with dashboard_over(pbx, SetClock(NOW)):
        yield


@pytest.fixture(scope="module")
def access(pbx: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataAccess]:
    place = Place(tmp_path_factory.mktemp("data"), None)
    with opened(place, pbx.origin, SetClock(NOW)) as held:
        yield held


@cache
def get(kind: str, file: str) -> httpx.Response:
    day = {"from": "2026-03-09", "to": "2026-03-09"}
    if file.startswith("hours"):  # that of HOUR
        day = {"from": "2026-03-09T09:00", "to": "2026-03-09T10:00"}
    return get_route(f"/export/{file}?{urlencode({'group': GROUPS[kind], **day})}")


def lines(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def csv_says(file: str) -> Callable[[str], bool | None]:
    def says(kind: str) -> bool | None:
        found = {line["complete"] for line in lines(get(kind, file))}
        return found == {"yes"} if found else None

    return says


def json_says(kind: str) -> bool:
    told = get(kind, "extensions.json").json()
    return bool(told["about"]["complete"] == "yes")


def xlsx_says(kind: str) -> bool:
    book = openpyxl.load_workbook(io.BytesIO(get(kind, "extensions.xlsx").content))
    facts = {str(line[0]): line[1] for line in book["About"].values if line[0]}
    return bool(facts["Complete"] == "yes")


def parquet_says(kind: str) -> bool:
    table = pq.read_table(io.BytesIO(get(kind, "extensions.parquet").content))
    assert table.schema.metadata
    return bool(json.loads(table.schema.metadata[b"about"])["complete"] == "yes")


def header_says(file: str) -> Callable[[str], bool]:
    return lambda kind: "warning" not in get(kind, file).headers


def state_says(kind: str) -> bool:
    return [line["state"] for line in lines(get(kind, "days.csv"))] == ["whole"]


EXTENSIONS: Mapping[str, Callable[[str], bool | None]] = {
    "extensions.csv": csv_says("extensions.csv"),
    "the header of extensions": header_says("extensions.csv"),
}
DAYS: Mapping[str, Callable[[str], bool | None]] = {
    "days.csv": csv_says("days.csv"),
    "the header of days": header_says("days.csv"),
    "the state of the day": state_says,
}
HOURS: Mapping[str, Callable[[str], bool | None]] = {
    "hours.csv": csv_says("hours.csv"),
    "the header of hours": header_says("hours.csv"),
}
FORMATS: Mapping[str, Callable[[str], bool | None]] = {
    "json": json_says,
    "xlsx": xlsx_says,
    "parquet": parquet_says,
}
FILES = {**EXTENSIONS, **DAYS, **HOURS, **FORMATS}
# One for each reason there is, and two without one: what is wrong with each kind is decided in one
# place, of which all others are told.
REASONS = (
    *("a row without a number", "a count that is text", "a talk time in months"),
    *("a renamed count", "an extension twice with other figures", "fewer rows than announced"),
    *("nothing", "a tab in a name"),
)
OTHERS = [kind for kind in (*INCOMPLETE, *COMPLETE) if kind not in REASONS]


def told_otherwise(kind: str, places: Mapping[str, Callable[[str], bool | None]]) -> list[str]:
    """The places that do not say what is so; one without a row may say nothing."""
    return [place for place, says in places.items() if says(kind) not in (kind in COMPLETE, None)]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("kind", REASONS)
def test_every_file_and_header_says_whether_anything_is_missing(kind: str) -> None:
    assert told_otherwise(kind, FILES) == []


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("kind", "places"),
    list(zip(OTHERS, cycle((EXTENSIONS, DAYS, HOURS, FORMATS)), strict=False)),
    ids=OTHERS,
)
def test_a_file_and_its_header_say_of_each_kind_whether_anything_is_missing(
    kind: str, places: Mapping[str, Callable[[str], bool | None]]
) -> None:
    assert told_otherwise(kind, places) == []


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("kind", NOT_AN_ANSWER)
def test_rows_of_which_none_can_be_read_are_an_error_everywhere(kind: str) -> None:
    for file in ("extensions.csv", "days.csv", "hours.csv"):
        response = get(kind, file)
        assert response.status_code == 502
        assert "not one of the 3CX API" in response.text


def asked(kind: str, of: Any = DAY) -> Query:
    return Query((GROUPS[kind],), of, CallArea.ALL)


def stored(access: DataAccess, kind: str, of: Any) -> tuple[int, int]:
    """Buckets stored as final, and the requests that the same period takes afterwards."""
    before = access.count_missing(asked(kind, of), Grain.DAY)
    whole = access.load_extensions(asked(kind, of))
    return before, len(whole.requests)


def collected(access: DataAccess, kind: str) -> bool:
    clock = SetClock(NOW)
    scope = Scope((GROUPS[kind],), (CallArea.ALL,), DAY.first_day)
    told: list[str] = []
    Collector(access, clock, report=told.append).run(scope, ZONE)
    return any("incomplete" in line for line in told)


Told = Mapping[str, bool]


def told_by_the_answer(access: DataAccess, kind: str) -> Told:
    report = access.load_extensions(asked(kind, TWO_DAYS))
    frame = derive(report.frame, 1.0)
    cards = scorecard(frame, frame, "before", lacks_rows=(not report.has_all_rows,) * 2)
    marked = [
        card for card in cards if "incomplete" in card.change.text or "unknown" in card.detail
    ]
    return {
        "the answer": report.complete,
        "the notice on the page": not report.quality.reasons(),
        "cards and comparisons": not marked,
    }


def told_by_the_explorer(access: DataAccess, kind: str) -> Told:
    options = ODataOptions(filter="Dn ne ''")
    question = RawQuestion(GROUPS[kind], DAY, CallArea.ALL, options)
    return {"the explorer": access.request_raw_rows(question).answer().complete}


def told_by_the_history(access: DataAccess, kind: str) -> Told:
    history = access.load_history(asked(kind, TWO_DAYS), Grain.DAY)
    states = trend(history, StepLength.DAY, ZONE).states
    return {
        "the history": history.complete,
        "the notice on the trends": not history.quality.reasons(),
        "the steps": set(states) == {StepState.WHOLE},
        "weeks": trend(history, StepLength.WEEK, ZONE).states == (StepState.PART,),
    }


def told_by_the_hours(access: DataAccess, kind: str) -> Told:
    hours = hours_from_history(access.load_history(asked(kind, HOUR), Grain.HOUR))
    return {"the hours": hours.complete}


def told_by_the_store(access: DataAccess, kind: str) -> Told:
    to_ask, requests = stored(access, kind, TWO_DAYS)
    return {"the store": to_ask == 0, "the sum of stored days": requests == 0}


# A sum of days that are stored has no notes of what was odd without being wrong.
READERS = (told_by_the_history, told_by_the_answer)
LATER = (told_by_the_explorer, told_by_the_hours, told_by_the_store)


# One kind of each reason is asked of every place, the others of the readers and one place in turn.
TOLD_TO = dict.fromkeys(REASONS, (*READERS, *LATER)) | {
    kind: (*READERS, later) for kind, later in zip(OTHERS, cycle(LATER), strict=False)
}


@pytest.mark.parametrize("kind", TOLD_TO)
def test_every_place_inside_says_whether_anything_is_missing(access: DataAccess, kind: str) -> None:
    told = {place: found for say in TOLD_TO[kind] for place, found in say(access, kind).items()}
    assert {place for place, found in told.items() if found is not (kind in COMPLETE)} == set()


PAGES = {
    "overview": "group={}&from=2026-03-09&to=2026-03-09",
    "trends": "group={}&from=2026-03-09&to=2026-03-10",
    "explorer": "group={}&from=2026-03-09&to=2026-03-09",
}


def drawn(page: str, kind: str) -> str:
    """All that a page says of a kind."""
    return said(draw(page, PAGES[page].format(GROUPS[kind])))


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("page", ["overview", "trends"])
@pytest.mark.parametrize(("kind", "nobody"), [("no row", True), ("nothing", False)])
def test_a_page_says_that_nobody_is_listed(page: str, kind: str, nobody: bool) -> None:
    assert (NO_EXTENSIONS in drawn(page, kind)) is nobody


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "kind",
    [
        *("a row without a number", "a count that is text", "a renamed count"),
        *("fewer rows than announced", "nothing", "a tab in a name"),
    ],
)
def test_every_page_says_whether_anything_is_missing(page: str, kind: str) -> None:
    assert ("The numbers may be incomplete" in drawn(page, kind)) is (kind in INCOMPLETE)


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_no_row_can_be_read(page: str) -> None:
    words = drawn(page, "the number under another name")
    assert "not one of the 3CX API" in words
    assert "No row has a readable extension number (Dn)" in words


@pytest.mark.parametrize("kind", NOT_AN_ANSWER)
def test_rows_of_which_none_can_be_read_are_no_figures_inside(
    access: DataAccess, kind: str
) -> None:
    history = access.load_history(asked(kind), Grain.DAY)
    assert not history.held
    assert {type(gap.error) for gap in history.gaps} == {NotAnApiResponse}
    question = RawQuestion(GROUPS[kind], DAY, CallArea.ALL, ODataOptions())
    for ask in (
        lambda: access.load_extensions(asked(kind)),
        lambda: access.request_raw_rows(question).answer(),
    ):
        with pytest.raises(NotAnApiResponse):
            ask()


@pytest.fixture(scope="module")
def later() -> SetClock:
    """A clock that may be moved."""
    return SetClock(NOW)


@pytest.fixture(scope="module")
def repairable(
    pbx: FaultServer, later: SetClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DataAccess]:
    """An access on that clock, which has fetched nothing of what is wrong before its test."""
    with opened(Place(tmp_path_factory.mktemp("data"), None), pbx.origin, later) as held:
        yield held


@pytest.mark.parametrize(
    "kind", [*(kind for kind in REASONS if kind in INCOMPLETE), *NOT_AN_ANSWER]
)
def test_after_the_pbx_is_repaired_the_day_is_right_and_kept(
    repairable: DataAccess, wrong: Wrong, later: SetClock, kind: str
) -> None:
    before = repairable.load_history(asked(kind), Grain.DAY)
    assert not (before.complete and before.held)
    wrong.repaired = True
    try:
        later.move(timedelta(minutes=2))
        history = repairable.load_history(asked(kind), Grain.DAY)
    finally:
        wrong.repaired = False
    assert history.complete
    assert history.frame["inbound_answered"].tolist() == [3, 4]
    assert repairable.count_missing(asked(kind), Grain.DAY) == 0
    report = repairable.load_extensions(asked(kind))
    assert (report.complete, report.requests) == (True, ())


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("a row without a number", "1 row without an extension number"),
        ("a renamed count", "instead of “InboundAnsweredCount”"),
        ("fewer rows than announced", "fewer rows than it announced"),
    ],
)
def test_nothing_can_be_checked_against_a_report_that_lacks_rows(
    access: DataAccess, kind: str, why: str
) -> None:
    with pytest.raises(RowsMissing) as raised:
        access.request_extensions(asked(kind), as_reported=True).full_answer()
    assert why in raised.value.advice
    unknown = access.request_extensions(
        asked("a count that is text"), as_reported=True
    ).full_answer()
    assert unknown.frame["inbound_answered"].isna().tolist() == [False, True]


@pytest.mark.parametrize(("kind", "said"), [("a count that is text", True), ("nothing", False)])
def test_the_collector_says_which_days_came_incomplete(
    pbx: FaultServer, tmp_path: Path, kind: str, said: bool
) -> None:
    with opened(Place(tmp_path, None), pbx.origin, SetClock(NOW)) as access:
        assert collected(access, kind) is said
