"""A page whose figures are held already is drawn again without what they were waited for with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components.shared import waiting
from components.shared.departures import Departures
from tests.support import faults
from tests.support.clocks import WaitingClock
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over, draw

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}])
LINK = "group=G0&range=2026-11-02..2026-11-03"


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Number": "G0", "Name": "Sales", "Id": 1}]))
        pbx.script("/xapi/v1/ReportExtensionStatisticsByGroup", ROWS)
        for report in ("ReportUserActivity", "ReportCallDistribution"):
            pbx.script(f"/xapi/v1/{report}", faults.listing([]))
        with dashboard_over(pbx, WaitingClock(NOON)):
            yield


class Counted(Departures):
    """How many questions the sessions have held."""

    held = 0

    def watch(self, *args: Any) -> None:
        self.held += 1
        super().watch(*args)


@pytest.mark.parametrize("page", ["overview", "hours", "explorer"])
def test_what_is_there_already_is_not_held_for_a_viewer_who_leaves(
    monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    departures = Counted(lambda _: True)
    monkeypatch.setattr(waiting, "DEPARTURES", departures)
    app = draw(page, LINK)
    first, departures.held = departures.held, 0
    app.run()
    assert not app.exception
    assert (first > 0, departures.held) == (True, 0)


def test_an_own_component_is_made_once_for_each_server(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = st.components.v2.component

    def counted(name: str, **files: Any) -> Any:
        made.append(name)
        return make(name, **files)

    monkeypatch.setattr(st.components.v2, "component", counted)
    script = """
from components.shared import page_actions
from telephony.periods.presets import Preset
from telephony.periods.ranges import PresetRange

page_actions.show(PresetRange(Preset.TODAY), "http://here/", "http://here/", {})
"""
    apps = [AppTest.from_string(script) for _ in range(2)]
    for app in apps:
        for _ in range(3):
            assert not app.run().exception
            assert len(app.get("bidi_component")) == 1
    assert 1 <= len(made) <= len(apps)
