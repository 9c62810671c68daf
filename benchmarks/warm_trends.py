"""The warm trends of a stored year against their floor: nothing changed, one extension alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from benchmarks import prebuilt, report, servers, stored_year
from benchmarks.viewer import Run, Viewer
from benchmarks.warm import NOTHING_CHANGED, RUNS, WARMING, line, query
from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.data_access.service import DataAccess
from telephony.data_access.store.store import open_store
from telephony.periods.buckets import Grain
from telephony.query.view import CallArea, Query, StepLength, TrendView, View
from telephony.xapi.connection import Connection

EXTENSIONS = 200
ONE_ALONE = 1.5
# Each is a view that the server has not drawn before.
ALONE = [str(1_000 + number) for number in range(24)]


def measure() -> Iterator[report.Line]:
    """As the overview: by what a server needs for a run."""
    with running(Options(extensions=EXTENSIONS)) as pbx, _both(pbx) as (dashboard, floor):
        for _ in range(WARMING):
            dashboard.run(), floor.run()
        unchanged = [(dashboard.run(), floor.run()) for _ in range(RUNS)]
        new = [_changed(dashboard, floor, number) for number in range(len(ALONE))]
    words = f"warm trends of a year of {EXTENSIONS} extensions"
    yield line(f"{words}, nothing changed", unchanged, NOTHING_CHANGED)
    yield line(f"{words}, one extension alone", new, ONE_ALONE)


def _changed(dashboard: Viewer, floor: Viewer, number: int) -> tuple[Run, Run]:
    dashboard.choose("Only extension", string_value=ALONE[number])
    floor.choose("View", string_value=str(number + 1))
    return dashboard.run(), floor.run()


@contextmanager
def _both(pbx: RunningPbx) -> Iterator[tuple[Viewer, Viewer]]:
    """A viewer of the trends and one of the bare script that has the same views prebuilt."""
    each_day = TrendView(StepLength.DAY, closed_days=True)
    everyone = View(groups=(stored_year.GROUP,), range=stored_year.YEAR, trend=each_day)
    alone = (replace(each_day, extension=one) for one in ALONE)
    views = [everyone, *(replace(everyone, trend=trend) for trend in alone)]
    with tempfile.TemporaryDirectory() as folder:
        kept, data = Path(folder) / "views", Path(folder) / "data"
        data.mkdir()
        kept.write_bytes(_prebuilt(pbx, data, views))
        settings = {**servers.connected_to(pbx), "TELEPHONY_DATA_DIR": str(data)}
        with (
            servers.serving(servers.DASHBOARD, settings) as ours,
            servers.serving(servers.BARE, {prebuilt.FILE_VARIABLE: str(kept)}) as bare,
            Viewer(ours.url, query(everyone), "trends") as dashboard,
            Viewer(bare.url) as floor,
        ):
            yield dashboard, floor


def _prebuilt(pbx: RunningPbx, data: Path, views: Sequence[View]) -> bytes:
    options = pbx.options
    connection = Connection(pbx.base_url, options.client_id, SecretStr(options.api_key))
    stored_year.fill(data, connection.identity, EXTENSIONS)
    with closing(DataAccess(lambda: connection, store=open_store(data))) as access:
        asked = Query((stored_year.GROUP,), stored_year.period(), CallArea.ALL)
        history = access.load_history(asked, Grain.DAY)
    return prebuilt.build_trends([(history, view) for view in views], stored_year.ZONE)
