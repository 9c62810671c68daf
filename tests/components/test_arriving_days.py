"""What arrives is finished where it was drawn, so that the browser changes it there."""

from __future__ import annotations

from typing import Any

import pytest

from components.groups import charts as groups_charts
from components.shared import history_loading
from demo_pbx.serving import RunningPbx
from tests.support import pages
from tests.support.office import SALES, members
from tests.support.sent_charts import charts_sent, has_charts

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
DAY = {"from": "2026-03-25", "to": "2026-03-25"}
EXTENSION = members(SALES)[0]


def places(block: Any, path: tuple[int, ...] = ()) -> dict[str, tuple[int, ...]]:
    """Where each chart below a block stands: its number in each block from the outside."""
    found = {}
    for number, child in getattr(block, "children", {}).items():
        place = (*path, number)
        if child.type == "bidi_component" and has_charts(child.proto):
            found |= dict.fromkeys(charts_sent(child.proto), place)
        found |= places(child, place)
    return found


@pytest.mark.parametrize(
    ("page", "asked", "parameters"),
    [
        ("trends", "", WEEK),
        ("hours", "Count the hours (24 requests)", {"by_hour": "talk", **DAY}),
        ("extension", "", {"extension": EXTENSION, **WEEK}),
        ("workload", "Count the hours (24 requests)", DAY),
        ("groups", "", WEEK),
    ],
)
def test_charts_stay_where_they_were_drawn_while_their_days_came(
    calls_of_office: RunningPbx,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    asked: str,
    parameters: dict[str, str],
) -> None:
    for module in (history_loading, groups_charts):
        monkeypatch.setattr(module, "AT_ONCE_SECONDS", 0.0)
    with pages.dashboard_over_office(calls_of_office):
        app = pages.draw_view(page, group=SALES, **parameters)
        if asked:
            pages.press(app, asked)
        assert app.get("progress")
        arriving = places(app.main)
        finished = places(pages.arrived(app).main)
    assert arriving
    assert arriving.items() <= finished.items()
