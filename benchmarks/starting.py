"""From the start of the process to the first answer, and to the first overview in a browser."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser

from benchmarks import prebuilt, report, servers
from benchmarks.warm import everyone, query
from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.support.chromium import chromium, why_no_chromium

MOST = 2.0
STARTS = 5
PAGES = 3
PATIENCE_MS = 60_000
# All four charts and the table, with nothing on its way any more.
_DRAWN = """() => 4 === [...document.querySelectorAll('.js-plotly-plot')]
    .filter(chart => chart.querySelector('.point, .js-line')).length
  && document.querySelector('[data-testid=stDataFrame] canvas')"""


def measure() -> Iterator[report.Line]:
    """Starts of both in turns; the medians count. The dashboard brings its embedded demo PBX."""
    ours, bare = zip(
        *(
            (_start(servers.DASHBOARD, {}, "/healthz"), _start(servers.BARE_PAGE, {}))
            for _ in range(STARTS)
        ),
        strict=True,
    )
    yield report.at_most(
        "start until /healthz answers, beside a bare app", median(ours), median(bare), MOST, "s"
    )
    yield first_overview()


def first_overview() -> report.Line:
    """The same until the demo's overview is drawn; skipped where there is no browser."""
    what = "start until the demo's overview is drawn, beside a bare page with its charts and table"
    if why := why_no_chromium():
        return report.skipped(what, why)
    view = everyone()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        kept = Path(folder) / "views"
        with running(Options()) as pbx:
            options = pbx.options
            zone = ZoneInfo(servers.ZONE)
            kept.write_bytes(
                prebuilt.build(pbx.base_url, options.client_id, options.api_key, zone, [view])
            )
        prepared = {prebuilt.FILE_VARIABLE: str(kept)}
        drawn = [
            (
                _drawn(browser, servers.DASHBOARD, {}, f"/?{query(view)}"),
                _drawn(browser, servers.BARE_PAGE, prepared, "/"),
            )
            for _ in range(PAGES)
        ]
    ours, bare = zip(*drawn, strict=True)
    return report.at_most(what, median(ours), median(bare), MOST, "s")


def _start(
    arguments: tuple[str, ...], environment: Mapping[str, str], health: str = servers.HEALTH
) -> float:
    with servers.serving(arguments, environment, health) as server:
        return server.seconds


def _drawn(
    browser: Browser, arguments: tuple[str, ...], environment: Mapping[str, str], path: str
) -> float:
    with servers.serving(arguments, environment) as server:
        context = browser.new_context(viewport={"width": 1400, "height": 2600})
        try:
            page = context.new_page()
            page.goto(f"{server.url}{path}", wait_until="commit", timeout=PATIENCE_MS)
            page.wait_for_function(_DRAWN, timeout=PATIENCE_MS)
            return perf_counter() - server.begun
        finally:
            context.close()
