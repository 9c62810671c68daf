"""A file or a sentence that compares lacks what either of its two sides lacks, and says so.

A scripted PBX reports the first of two days as a test wants it, and the second one whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from tests.server.export_client import GROUPS, REPORT, get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Exchange, Fault, FaultServer
from tests.support.files import rows_in
from tests.support.pages import dashboard_over, draw, written

NOW: Final = datetime(2026, 3, 12, 11, tzinfo=UTC)
ANN: Final = {
    "Dn": "100",
    "DisplayName": "Ann",
    "InboundAnsweredCount": 30,
    "InboundAnsweredTalkingDur": "PT90M",
}
BEN: Final = ANN | {"Dn": "101", "DisplayName": "Ben"}
CYD: Final = ANN | {"Dn": "102", "DisplayName": "Cyd"}
WHOLE: Final = faults.listing([ANN, BEN, CYD])
UNREADABLE: Final[dict[str, Fault]] = {
    "a count": faults.listing([ANN | {"InboundAnsweredCount": "30"}, BEN, CYD]),
    "a talk time": faults.listing([ANN | {"InboundAnsweredTalkingDur": "-PT5S"}, BEN, CYD]),
}
LACKING: Final[dict[str, Fault]] = UNREADABLE | {
    "a row": faults.listing([ANN | {"Dn": None}, BEN, CYD]),
    "rows": faults.respond({"value": [ANN, BEN], "@odata.count": 3}),
    "all of it": faults.status(403),
}
COMPARED: Final = "from=2026-03-10&to=2026-03-10&compare=preceding"
DAYS: Final = {"before": COMPARED, "now": COMPARED.replace("10", "09")}
"""Links of which one side or the other is the day that lacks something."""


@contextmanager
def lacking(fault: Fault) -> Iterator[None]:
    """A dashboard over a PBX whose group G lacks something on 9 March."""

    async def report(exchange: Exchange) -> None:
        target = exchange.request.target
        faulty = b"groupNumber='G'" in target and b"periodFrom=2026-03-08T23" in target
        await (fault if faulty else WHOLE)(exchange)

    listed: list[dict[str, Any]] = [
        {"Id": 1, "Number": "G", "Name": "Gee"},
        {"Id": 2, "Number": "H", "Name": "Aitch"},
    ]
    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.listing(listed))
        pbx.script(REPORT, report)
        with dashboard_over(pbx, SetClock(NOW)):
            yield


@pytest.mark.parametrize("what", [what for what in LACKING if what != "a talk time"])
def test_groups_whose_calls_before_lack_something_are_not_whole(what: str) -> None:
    with lacking(LACKING[what]):
        for suffix in ("csv", "json", "parquet"):
            answer = get_route(f"/export/groups.{suffix}?group=G&group=H&{COMPARED}")
            assert answer.status_code == 200
            rows = {row["group"]: row for row in rows_in(answer.content, suffix)}
            assert {name: row["state"] for name, row in rows.items()} == {
                "G": "incomplete",
                "H": "whole",
            }
            assert "compare with" in answer.headers["warning"]
        about = json.loads(get_route(f"/export/groups.json?group=G&group=H&{COMPARED}").text)
    assert about["about"]["complete"] == "no"
    notes = [note for note in about["about"]["notes"] if note.startswith("G, ")]
    assert notes
    assert all("9 Mar 2026: " in note for note in notes)


@pytest.mark.parametrize("fault", [WHOLE, LACKING["a talk time"]])
def test_groups_whose_calls_before_lack_nothing_are_whole(fault: Fault) -> None:
    """The talk time before is in no column."""
    with lacking(fault):
        answer = get_route(f"/export/groups.json?group=G&{COMPARED}")
    told = json.loads(answer.text)
    assert "warning" not in answer.headers
    assert (told["about"]["complete"], told["rows"][0]["state"]) == ("yes", "whole")


def sentences(link: str) -> list[str]:
    """What the page on changes says in sentences, the first on top, with plain spaces."""
    found = re.findall(
        r'<p class="text finding">.*?</p>|<li>.*?</li>', written(draw("changes", link))
    )
    return [re.sub(r"<[^>]*>", "", one).replace("\u00a0", " ") for one in found]


@pytest.mark.parametrize("side", DAYS)
@pytest.mark.parametrize(
    ("what", "marked"),
    [
        ("a count", ("Gee had", "Talk time was", "Pick-up rate")),
        ("a talk time", ("Talk time was",)),
    ],
)
def test_sentences_on_changes_say_which_sums_leave_somebody_out(
    side: str, what: str, marked: tuple[str, ...]
) -> None:
    """An extension with an unreadable value is left out of both sides of each sum that needs it."""
    with lacking(LACKING[what]):
        said = sentences(f"group=G&{DAYS[side]}")
        about = json.loads(get_route(f"/export/changes.json?group=G&{DAYS[side]}").text)["about"]
    assert len(said) > len(marked)
    for sentence in said:
        expected = any(words in sentence for words in marked)
        assert sentence.startswith("Incomplete: ") is expected, sentence
        assert sentence in about["answer"]
