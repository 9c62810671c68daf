"""Two processes beside one: what they serve, and what they ask the PBX for together.

With two cores the people who press the keys have to share them with the servers. So each server
has a core that is its own among the servers, and what counts is what it serves in a second of
processor time that it gets: what it would serve if the people were elsewhere.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

from benchmarks import report
from benchmarks.load import house
from benchmarks.load.people import VIEWS, People
from benchmarks.servers import Serving
from benchmarks.viewer import Viewer
from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from tests.support import postgres, stores
from tests.support.processes import run

SECONDS: Final = 15.0
PEOPLE: Final = 6
AT_LEAST: Final = 1.6
# The last week, the one before it, and the eight that are normal for it.
DAYS: Final = 80
_CLOSED: Final = tuple(view for view in VIEWS if "today" not in view[1])
_REPORTS: Final = "/xapi/v1/Report"
_EXTENSIONS: Final = "ReportExtensionStatistics"


def measure() -> Iterator[report.Line]:
    """One process alone, then two over one database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        pbx = stack.enter_context(running(Options(extensions=house.EXTENSIONS)))
        server = stack.enter_context(postgres.running())
        url = stack.enter_context(stores.new_database(server, "load"))
        settings = {
            **house.connected_to(int(pbx.base_url.rpartition(":")[2]), folder / "access.toml"),
            "TELEPHONY_DATABASE_URL": url,
            "TELEPHONY_SECRET": stores.SECRET,
        }
        _collect(settings)
        before = _reports(pbx)
        with house.dashboard(settings, core=0) as alone:
            one = _served([alone])
        with house.dashboard(settings, core=0) as first, house.dashboard(settings, core=1) as other:
            two = _served([first, other])
        yield report.at_least(
            "reruns in a second of each process's core, two processes beside one",
            sum(two) / one[0],
            AT_LEAST,
            f"{sum(two):.0f} /s",
            f"{one[0]:.0f} /s",
        )
        tokens = pbx.counters.token_grants
        yield report.limited("sign-ins of all three processes", tokens, 1, "sign-ins")
        twice = [target for target, number in (_reports(pbx) - before).items() if number > 1]
        days = sum(_EXTENSIONS in target for target in twice)
        what = "reports of extensions that any of them requested again, days collected before"
        yield report.limited(what, days, 0, "reports")
        hours = "reports by the hour, which are not stored as days, requested again"
        yield report.limited(hours, len(twice) - days, 0, "reports")


def _collect(settings: Mapping[str, str]) -> None:
    """The days and hours of the last weeks, as after some nights."""
    since = date.today() - timedelta(days=DAYS)  # noqa: DTZ011  # the demo counts from today
    command = (sys.executable, "-m", "telephony.collect", "--since", str(since))
    ended = run(command, settings)
    if ended.returncode:
        raise RuntimeError(ended.stderr)


def _served(servers: Sequence[Serving]) -> list[float]:
    """How many looks each process serves in a second of processor time, nobody thinking."""
    for server in servers:
        with Viewer(server.url, headers={"X-Forwarded-User": "first@example.com"}) as viewer:
            for view in _CLOSED:
                viewer.go(*view)
    with ExitStack() as stack:
        crowds = [
            stack.enter_context(People([server.url], PEOPLE, think=0, views=_CLOSED, arriving=0))
            for server in servers
        ]
        crowds[0].for_seconds(2)
        begun = {server.pid: house.processor_seconds(server.pid) for server in servers}
        since = monotonic()
        crowds[0].for_seconds(SECONDS)
        rates = []
        for server, crowd in zip(servers, crowds, strict=True):
            looks = [look for look in list(crowd.looks) if look.at >= since]
            if any(look.wrong for look in looks):
                raise RuntimeError(f"a look went wrong: {looks}")
            rates.append(len(looks) / (house.processor_seconds(server.pid) - begun[server.pid]))
        return rates


def _reports(pbx: RunningPbx) -> Counter[str]:
    return Counter(one.target for one in pbx.requests if one.target.startswith(_REPORTS))
