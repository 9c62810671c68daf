"""One Chromium and one served office for the whole folder, and one tab at it for each file.

A test that ``open``s an address has a session of its own; one that only looks may ``move`` to it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.browser.overview_page import Overview
from tests.support import office
from tests.support.chromium import DESK, Visit, chromium
from tests.support.dashboard_settings import settings
from tests.support.processes import STREAMLIT, Server, dashboard, program, started_at

ONE_PROCESS = "--process-per-site"
# A page lives for seconds: to optimise its script, or to tidy up often, costs more than it saves.
# What a second thread compiles as it arrives is compiled already: a quarter of a page's opening.
# To tidy up in several threads takes longer in all, and what it drops would be compiled again.
SHORT_LIVED = (
    "--js-flags=--no-opt --no-maglev --max-lazy --no-script-streaming"
    " --min-semi-space-size=64 --max-semi-space-size=128 --single-threaded-gc"
    " --no-flush-bytecode --no-memory-reducer"
)
READY = re.compile(r"demo PBX ready on (http://127\.0\.0\.1:\d+)")
FOLDER = Path(__file__).parent
AT_THE_OFFICE = started_at(office.NOW)

Visiting = Callable[..., Overview]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all of the folder, so that they stay together: what they share is started once."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium(ONE_PROCESS, SHORT_LIVED, bare=True) as started:
        yield started


@pytest.fixture(scope="package")
def desk(browser: Browser, office_server: Server) -> Iterator[BrowserContext]:
    """A context whose pages open in less than half the time of the first one.

    It has their files, and a page that stays open keeps the process in which they are compiled.
    Nothing moves in it: to draw what moves costs as much as the page's own script.
    """
    with browser.new_context(viewport=DESK, locale="en-GB", reduced_motion="reduce") as context:
        context.new_page().goto(f"{office_server.url}/healthz")
        yield context


@pytest.fixture(scope="package")
def office_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard over the demo PBX with the office's calls, on the office's day."""
    log = office.write(tmp_path_factory.mktemp("office"))
    with replayed(log, office.ZONE, AT_THE_OFFICE) as server:
        yield server


@pytest.fixture
def visiting(desk: BrowserContext) -> Iterator[Visiting]:
    """Opens pages; at the end none of them may have asked elsewhere or complained."""
    with ExitStack() as pages:

        def visit(server: Server, context: BrowserContext = desk) -> Overview:
            opened = Visit(context, server.url)
            pages.callback(opened.page.close)
            visits.append(opened)
            return Overview(opened)

        visits: list[Visit] = []
        yield visit
        assert [words for opened in visits for words in opened.complaints()] == []


@pytest.fixture(scope="module")
def tab(desk: BrowserContext, office_server: Server) -> Iterator[Visit]:
    """What the tests of a file open the office's dashboard in, one after the other.

    Not those of all files: a session keeps what was chosen, tables in place of charts for one.
    Where a file chooses nothing of that kind, its own ``tab`` is ``lasting_tab``.
    """
    opened = Visit(desk, office_server.url)
    yield opened
    opened.page.close()


@pytest.fixture(scope="package")
def lasting_tab(desk: BrowserContext, office_server: Server) -> Iterator[Visit]:
    """The same for several files."""
    opened = Visit(desk, office_server.url)
    yield opened
    opened.page.close()


@pytest.fixture(scope="module")
def window() -> ViewportSize:
    """How large the tab is; a file whose tests need less says so."""
    return DESK


@pytest.fixture
def at_office(tab: Visit, window: ViewportSize) -> Iterator[Overview]:
    """The tab; it may not have asked elsewhere or complained at the end of the test."""
    page = Overview(tab)
    tab.page.bring_to_front()  # one that lies behind another draws no frames
    if page.panel.count():  # what a test left open would lie over the next one's page
        tab.page.goto("about:blank")
    tab.start_over(window)
    yield page
    assert tab.complaints() == []


@pytest.fixture
def own_page(visiting: Visiting, office_server: Server) -> Overview:
    """A page at the office for a test that changes what no address holds."""
    return visiting(office_server)


@contextmanager
def replayed(log: Path, zone: str, command: tuple[str, ...] = STREAMLIT) -> Iterator[Server]:
    """A dashboard over a demo PBX, in a thread of this process, that replays a call log."""
    with (
        running(Options(calls=log, timezone=zone)) as pbx,
        dashboard(command, settings(pbx.base_url, zone)) as server,
    ):
        yield server


@contextmanager
def demo_pbx(*options: str, port: int = 0) -> Iterator[str]:
    """The origin of a demo PBX of its own, on a free port unless one is given."""
    with program((sys.executable, "-m", "demo_pbx", "--port", str(port), *options)) as pbx:
        yield pbx.wait_for(READY)[1]
