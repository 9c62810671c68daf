"""The warm overview's server time against the floor's: nothing changed, a filter changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean
from zoneinfo import ZoneInfo

from benchmarks import prebuilt, report, servers
from benchmarks.viewer import Run, Viewer
from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.periods.ranges import DayRange
from telephony.query.links import view_parameters
from telephony.query.view import View

EXTENSIONS = (200, 500)
NOTHING_CHANGED, FILTER_CHANGED = 1.3, 2.0
MOST_SENT_KB = 120
# Runs on each side for the figures of nothing changed.
RUNS = 40
# Runs before the first that counts: both sides fill what they keep.
WARMING = 3
# What viewers type to find somebody. Each is a view that the server has not drawn before; most
# keep from a fifth to most of the extensions.
SEARCHES = (
    *"aeinrlostuhmkcdbgfzpvwy",
    *"123456789",
    *("an", "er", "el", "ma", "sch", "in", "ar", "en", "ra", "na", "ne", "le", "la", "ri", "or"),
    *("10", "11", "12", "13", "14", "15", "16", "17"),
)
GROUP = "GRP0000"  # everybody in the demo company


def measure() -> Iterator[report.Line]:
    """Each size in turn."""
    for extensions in EXTENSIONS:
        with running(Options(extensions=extensions)) as pbx, _both(pbx) as (dashboard, floor):
            for _ in range(WARMING):
                dashboard.run(), floor.run()
            unchanged = [(dashboard.run(), floor.run()) for _ in range(RUNS)]
            dashboard.choose("Filters", bool_value=True)  # its field is there while one types
            dashboard.run()
            new, seen = (
                [_changed(dashboard, floor, number) for number in range(len(SEARCHES))]
                for _ in range(2)
            )
        words = f"warm overview of {extensions} extensions"
        yield line(f"{words}, nothing changed", unchanged, NOTHING_CHANGED)
        yield line(f"{words}, a filter changed", new, FILTER_CHANGED)
        yield line(f"{words}, a filter changed to a view seen before", seen, FILTER_CHANGED)
        most = max(ours.sent_bytes for ours, _ in new) / 1000
        yield report.limited(f"{words}, a filter change sends", most, MOST_SENT_KB, "kB")


def _changed(dashboard: Viewer, floor: Viewer, number: int) -> tuple[Run, Run]:
    dashboard.choose("Find an extension", string_value=SEARCHES[number])
    floor.choose("View", string_value=str(number + 1))
    return dashboard.run(), floor.run()


def line(what: str, runs: Sequence[tuple[Run, Run]], bound: float) -> report.Line:
    """Runs of the dashboard and of the floor, in pairs."""
    ours, floor = map(middle_half_ms, zip(*runs, strict=True))
    return report.at_most(what, ours, floor, bound, "ms")


def middle_half_ms(runs: Sequence[Run]) -> float:
    """The middle half of the runs, on average [ms].

    Runs end in steps of 5 ms. Where they fall on two steps, the median is one or the other.
    """
    quarter = len(runs) // 4
    seconds = sorted(run.seconds for run in runs)
    return mean(seconds[quarter : len(seconds) - quarter]) * 1000


@contextmanager
def _both(pbx: RunningPbx) -> Iterator[tuple[Viewer, Viewer]]:
    """A viewer of the dashboard and one of the bare script that has the same views prebuilt."""
    view = everyone()
    views = [view, *(replace(view, search=search) for search in SEARCHES)]
    options = pbx.options
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "views"
        zone = ZoneInfo(servers.ZONE)
        kept.write_bytes(
            prebuilt.build(pbx.base_url, options.client_id, options.api_key, zone, views)
        )
        with (
            servers.serving(servers.DASHBOARD, servers.connected_to(pbx)) as ours,
            servers.serving(servers.BARE, {prebuilt.FILE_VARIABLE: str(kept)}) as bare,
            Viewer(ours.url, query=query(view)) as dashboard,
            Viewer(bare.url) as floor,
        ):
            yield dashboard, floor


def everyone() -> View:
    """All extensions over thirty days that are long over, so that nothing is asked again."""
    last = datetime.now(UTC).date() - timedelta(days=7)
    return View(groups=(GROUP,), range=DayRange(last - timedelta(days=29), last))


def query(view: View) -> str:
    """The view as the query of an address."""
    return "&".join(f"{name}={value}" for name, value in view_parameters(view))
