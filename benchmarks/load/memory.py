"""The memory that many different views take, and what of it stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Final

from benchmarks import report, servers
from benchmarks.load import house, people
from benchmarks.viewer import Viewer
from server.unused_memory import LOOK_SECONDS

VIEWS: Final = 250
# Opened once, before anything counts: what a kind of page loads and prepares stays on purpose.
KINDS: Final = (
    *people.VIEWS,
    ("extension", "group=GRP0000&selected=100&range=last_week"),
    ("changes", "group=GRP0000&range=last_week"),
    ("explorer", "group=GRP0000&range=last_week"),
    ("tokens", ""),
)
# A report that nobody looks at is kept, packed, for when the PBX is away: the last 2,000.
MOST_GROWTH_MB: Final = 15
# Python returns a megabyte only once nothing at all is left in it.
MOST_KEPT_MB: Final = 20
# Everything is unused by the second look, and the next one may be due just now.
UNUSED_SECONDS: Final = 2 * LOOK_SECONDS + 10
AT_REST_SECONDS: Final = 0.1


def measure() -> Iterator[report.Line]:
    """One person opens each kind of page, 250 views that nobody has opened before, reads on, and
    opens 750 more.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        _, port = stack.enter_context(house.pbx())
        settings = house.connected_to(port, folder / "access.toml")
        ours = stack.enter_context(house.dashboard(settings))
        _until_at_rest(ours.pid)
        started = servers.memory_mb(ours.pid)
        kinds = _opened(ours, KINDS)
        first = _opened(ours, map(_view, range(VIEWS)))
        sleep(UNUSED_SECONDS)
        unused = servers.memory_mb(ours.pid)
        second = _opened(ours, map(_view, range(VIEWS, 2 * VIEWS)))
        fourth = _opened(ours, map(_view, range(2 * VIEWS, 4 * VIEWS)))
    what = "memory after each kind of page was opened once"
    yield report.Line(
        f"{what}, on top of the start's", _mb(kinds - started), "", "", "", holds=True
    )
    what = f"memory on top after {VIEWS} different views of {house.EXTENSIONS} extensions"
    yield report.Line(what, _mb(first - kinds), "", "", "", holds=True)
    after = f"memory on top of each kind's first, {UNUSED_SECONDS / 60:.0f} minutes after the last"
    yield report.limited(after, unused - kinds, MOST_KEPT_MB, "MB")
    yield report.limited(f"{what}: growth by {VIEWS} more", second - first, MOST_GROWTH_MB, "MB")
    more = f"{what}: growth by {2 * VIEWS} more"
    yield report.limited(more, fourth - second, MOST_GROWTH_MB, "MB")


def _opened(ours: servers.Serving, views: Iterable[tuple[str, str]]) -> float:
    """The memory [MB] when one person has just opened these pages, one after the other."""
    with Viewer(ours.url, headers=people.signed_in(0)) as viewer:
        for view in views:
            viewer.go(*view)
        return servers.memory_mb(ours.pid)


def _mb(size: float) -> str:
    return f"{size:.0f} MB"


def _until_at_rest(pid: int) -> None:
    """Return when the process has prepared what it prepares behind its first answer."""
    before = 0.0
    while (now := house.processor_seconds(pid)) - before > AT_REST_SECONDS:
        before = now
        sleep(1)


def _view(back: int) -> tuple[str, str]:
    """The overview of a day."""
    day = date.today() - timedelta(days=back + 1)  # noqa: DTZ011  # the demo counts from today
    return "", f"group=GRP000{back % 2}&from={day}&to={day}"
