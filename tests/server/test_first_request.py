"""A link works as the first request after a server's start."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import pyarrow as pa

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.support import office, words
from tests.support.dashboard_settings import settings
from tests.support.office import SUPPORT, Figures, counted, days
from tests.support.pages import cards_in
from tests.support.processes import dashboard, started_at
from tests.support.session import Session

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}


def test_a_link_shows_its_view_as_the_first_request_after_the_start(tmp_path: Path) -> None:
    link = urlencode({"group": SUPPORT, "area": "internal", "selected": "130", **WEEK})
    with (
        running(Options(calls=office.write(tmp_path))) as pbx,
        dashboard(started_at(office.NOW), settings(pbx.base_url, office.ZONE)) as server,
        Session(server.url, query=link) as session,
    ):
        messages = session.run()
    elements = [message.delta.new_element for message in messages]
    rows = counted(SUPPORT, **days(*WEEK.values()), area="internal")
    written = "".join(element.html.body for element in elements)
    assert cards_in(written) == words.cards(Figures.total(rows.values()))
    [table] = [one.dataframe for one in elements if one.WhichOneof("type") == "dataframe"]
    [picked] = json.loads(table.selection_state)["selection"]["rows"]
    cells = pa.ipc.open_stream(table.arrow_data.data).read_all()
    assert cells["extension"][picked].as_py() == "130"
    pages = [page for message in messages for page in message.navigation.app_pages]
    assert "Connection" in [page.page_name for page in pages]
