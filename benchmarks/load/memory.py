"""The memory that many different views take, and what of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Final

from benchmarks import report, servers
from benchmarks.load import house
from benchmarks.load.people import signed_in
from benchmarks.viewer import Viewer
from server.unused_memory import LOOK_SECONDS

VIEWS: Final = 250
# What the caches keep on purpose is there after the first; the next ones have to make room.
MOST_GROWTH_MB: Final = 50
# Nearly all of it is Python's own: it returns a megabyte only once nothing at all is left in it.
MOST_KEPT_MB: Final = 50
# Everything is unused by the second look, and the next one may be due just now.
UNUSED_SECONDS: Final = 2 * LOOK_SECONDS + 10
FIRST: Final = 3


def measure() -> Iterator[report.Line]:
    """One person opens 250 views that nobody has opened before, and 250 more, and reads on."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        _, port = stack.enter_context(house.pbx())
        settings = house.connected_to(port, folder / "access.toml")
        ours = stack.enter_context(house.dashboard(settings))
        viewer = stack.enter_context(Viewer(ours.url, headers=signed_in(0)))
        sizes = []
        until = [FIRST, FIRST + VIEWS, FIRST + 2 * VIEWS]
        for first, last in pairwise([0, *until]):
            for back in range(first, last):
                viewer.go("", _view(back + 1))
            sizes.append(servers.memory_mb(ours.pid))
        sleep(UNUSED_SECONDS)
        unused = servers.memory_mb(ours.pid) - sizes[0]
    kept, grown = (after - before for before, after in pairwise(sizes))
    what = f"memory on top after {VIEWS} different views of {house.EXTENSIONS} extensions"
    yield report.Line(what, f"{kept:.0f} MB", "", "", "", holds=True)
    yield report.limited(f"{what}: growth by {VIEWS} more", grown, MOST_GROWTH_MB, "MB")
    after = f"memory on top of the first views, {UNUSED_SECONDS / 60:.0f} minutes after the last"
    yield report.limited(after, unused, MOST_KEPT_MB, "MB")


def _view(back: int) -> str:
    day = date.today() - timedelta(days=back)  # noqa: DTZ011  # the demo counts from today
    return f"group=GRP000{back % 2}&from={day}&to={day}"
