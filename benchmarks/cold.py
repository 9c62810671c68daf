"""What the PBX is asked: by the first viewer, by the next one, by a hundred at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

from benchmarks import report, servers
from benchmarks.viewer import Run, Viewer
from benchmarks.warm import everyone, query
from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from tests.support.sent_charts import charts_sent, has_charts

REPORT_REQUESTS = 2  # the period and the one before
REQUESTS = REPORT_REQUESTS + 2  # beside them the token and the groups
SESSIONS = 100
CHARTS = 4
# So slow a PBX shows whether requests run side by side, and lets a hundred sessions share one.
_SLOW = Options(extensions=40, latency_ms=500)


def measure() -> Iterator[report.Line]:
    """Counted at the demo PBX, with a new dashboard for the hundred."""
    first = query(everyone())
    with (
        running(_SLOW) as pbx,
        servers.serving(servers.DASHBOARD, servers.connected_to(pbx)) as ours,
    ):
        _open(ours.url, first)
        yield _counted(
            "report requests of a cold overview", pbx.counters.report_requests, REPORT_REQUESTS
        )
        yield _counted(
            "requests of a cold overview with token and groups", _requests(pbx), REQUESTS
        )
        together = pbx.counters.concurrent_reports
        yield report.Line(
            "of them in work side by side",
            f"{together} requests",
            "",
            "",
            "= 2 requests",
            together == 2,
        )
        before = _requests(pbx)
        _open(ours.url, first)
        yield _counted("requests of a warm overview", _requests(pbx) - before, 0)
        before = pbx.counters.report_requests
        several = ("GRP0001", "GRP2", "O'Neil")
        _open(ours.url, query(replace(everyone(), groups=several)))
        asked = pbx.counters.report_requests - before
        yield _counted("report requests of a cold overview of 3 groups", asked, 3 * REPORT_REQUESTS)
    with (
        running(_SLOW) as pbx,
        servers.serving(servers.DASHBOARD, servers.connected_to(pbx)) as ours,
    ):
        _open_together(ours.url, first)
        yield _counted(
            f"requests for {SESSIONS} sessions opening one cold view", _requests(pbx), REQUESTS
        )


def _open(url: str, question: str) -> None:
    with Viewer(url, question) as viewer:
        _check(viewer.run())


def _open_together(url: str, question: str) -> None:
    with ExitStack() as opened, ThreadPoolExecutor(SESSIONS) as pool:
        viewers = [opened.enter_context(Viewer(url, question)) for _ in range(SESSIONS)]
        for run in pool.map(Viewer.run, viewers):
            _check(run)


def _check(run: Run) -> None:
    drawn = [message.delta.new_element for message in run.messages]
    kinds = [element.WhichOneof("type") for element in drawn]
    components = [element.bidi_component for element in drawn]
    charts = sum(len(charts_sent(one)) for one in components if has_charts(one))
    if charts != CHARTS or "exception" in kinds:
        raise RuntimeError(f"this is not the overview: {kinds}")


def _requests(pbx: RunningPbx) -> int:
    counters = pbx.counters
    return counters.token_grants + counters.group_requests + counters.report_requests


def _counted(what: str, requests: int, most: int) -> report.Line:
    return report.limited(what, requests, most, "requests")
