"""A real Chromium whose every request, message and script run is written down.

with chromium() as browser:
    visit = Visit(browser.new_context(), server.url)
    with visit.change():      # one click, one run of the script, and the page at rest again
        visit.page.get_by_role("button", name="Refresh").click()
    visit.complaints()        # requests to elsewhere, foreign links, errors in the console
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    WebSocket,
    sync_playwright,
)
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PROGRAM = "chromium"
# Debian's Chromium without an interface of its own: a seventh less work, where it is installed.
BARE_PROGRAM = "chromium-headless-shell"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Longer than a loaded machine takes for a page; a quiet one takes three seconds.
PATIENCE_SECONDS = 60
LOOK_AGAIN_MS = 20
# Tall enough that nothing of the page has to be scrolled to.
DESK: Final[ViewportSize] = {"width": 1400, "height": 2600}
# As most are: less to paint.
SMALL_DESK: Final[ViewportSize] = {"width": 1366, "height": 768}

# Looked at twice: a chart is handed its figure a moment after the page has got it.
_REST = """async () => {
  const app = document.querySelector('[data-testid=stApp]');
  const rests = () => app && app.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED'
    && !document.querySelector('[data-testid=stElementContainer][data-stale=true]')
    && !document.querySelector('[data-testid=stSkeleton], .preview')
    && !document.querySelector('.chart[aria-busy=true]')
    && !document.querySelector('[data-testid=stBidiComponentRegular]:not(:has(.chart))');
  if (!rests()) return false;
  for (let looks = 0; looks < 2; looks++) {
    // a tab that lies behind another one draws no frames
    await new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 100); });
    await new Promise((done) => requestIdleCallback(done, { timeout: 100 }));
  }
  return rests();
}"""
# What the browser does for Back and Forward, to an address of our choice.
_MOVE = """address => { history.pushState(null, '', address);
  dispatchEvent(new PopStateEvent('popstate')); }"""
# Streamlit fades and moves with no regard for what the reader prefers. A style sheet made by script
# is the one kind that the page's policy lets in.
_STILL = """{ const still = new CSSStyleSheet();
  still.replaceSync('*, ::before, ::after { transition: none !important;'
    + 'animation: none !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames) { return animate.call(this, frames, 0); }; }"""
_FOREIGN_LINKS = """() => [...document.querySelectorAll('a, area')]
  .map(link => link.href.baseVal ?? link.href)
  .filter(address => address && !address.startsWith(location.origin))"""


def why_no_chromium() -> str:
    """Why there is no Chromium to drive; empty where there is one."""
    if shutil.which(PROGRAM) is not None:
        return ""
    return f"no {PROGRAM} on the PATH: apt-get install {PROGRAM}"


@contextmanager
def chromium(*flags: str, bare: bool = False) -> Iterator[Browser]:
    """The machine's Chromium. Without one: skip and say so, or fail where CI is set.

    ``bare``: the one without an interface, if there is one.
    """
    if why := why_no_chromium():
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    program = (bare and shutil.which(BARE_PROGRAM)) or shutil.which(PROGRAM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """One page of one browser context at a server's ``origin``.

    Nothing moves in it, unless it is ``lively``: to draw what moves, frame by frame, takes a tenth
    of all that a page does.
    """

    def __init__(self, context: BrowserContext, origin: str, *, lively: bool = False) -> None:
        self.origin = origin
        self.runs: list[str] = []
        self._running = self._drew = False
        self._foreign: list[str] = []
        self._console: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_SECONDS * 1000)
        if not lively:
            self.page.add_init_script(_STILL)
        self.page.on("request", self._requested)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._console.append(f"error: {error}"))
        self.page.on("websocket", self._connected)

    def open(self, path: str = "", **parameters: str | Sequence[str]) -> Visit:
        """Go to a path with these parameters, and wait until the page is at rest."""
        self.go(self._address(path, parameters))
        return self

    def move(self, path: str = "", **parameters: str | Sequence[str]) -> Visit:
        """As ``open``, but a loaded page stays, as it does for Back: a quarter of the work."""
        if not self._is_ours(self.page.url):
            return self.open(path, **parameters)
        with self.change():
            self.page.evaluate(_MOVE, self._address(path, parameters))
        return self

    def go(self, address: str) -> None:
        """Go to a whole address, and wait until the page is at rest."""
        with self.change():
            self.page.goto(address)

    def turn_to(self, section: str, page: str) -> None:
        """Choose a page in a section of the navigation."""
        self.page.get_by_role("navigation").get_by_role("button", name=section).click()
        self.page.get_by_role("menuitem", name=page, exact=True).click()

    @contextmanager
    def change(self) -> Iterator[None]:
        """Wait until what is done inside has made the script run, and all runs have ended."""
        before = len(self.runs)
        yield
        self.until(lambda: len(self.runs) > before)
        self.rest()

    def rest(self) -> None:
        """Wait until all runs have ended and the page shows what they sent."""
        self.until(lambda: not self._running)
        # not wait_for_function: it needs the eval that the page's policy forbids
        self.until(lambda: bool(self.page.evaluate(_REST)))

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the browser work until the condition holds."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"still not so; runs: {self.runs}"
            self.page.wait_for_timeout(LOOK_AGAIN_MS)

    def eventually(self, read: Callable[[], Any], expected: Any) -> None:
        """Assert that what is read becomes what is expected: charts are drawn after the run."""
        deadline = time.monotonic() + PATIENCE_SECONDS / 2
        while (found := read()) != expected and time.monotonic() < deadline:
            self.page.wait_for_timeout(LOOK_AGAIN_MS)
        assert found == expected, f"{found} is not {expected}"

    @property
    def parameters(self) -> Mapping[str, list[str]]:
        """What stands in the address bar."""
        return parse_qs(urlsplit(self.page.url).query, keep_blank_values=True)

    def start_over(self, window: ViewportSize = DESK) -> None:
        """Forget what the test before has seen, and let go of what it has set.

        Not of the colours: a page takes as long to change them as to be visited, and a test that
        looks at them sets them.
        """
        for kept in (self.runs, self._foreign, self._console):
            kept.clear()
        self.page.set_viewport_size(window)
        self.page.emulate_media(media="screen", reduced_motion="reduce")
        self.page.mouse.move(0, 0)

    def complaints(self) -> list[str]:
        """Everything that a page of this server should not have done; empty when all is well."""
        links = [] if self.page.is_closed() else self.page.evaluate(_FOREIGN_LINKS)
        return [*self._foreign, *self._console, *(f"link: {address}" for address in links)]

    def _address(self, path: str, parameters: Mapping[str, str | Sequence[str]]) -> str:
        query = f"?{urlencode(parameters, doseq=True)}" if parameters else ""
        return f"{self.origin}/{path}{query}"

    def _requested(self, request: Request) -> None:
        kind = urlsplit(request.url).scheme
        if kind not in ("data", "blob") and not self._is_ours(request.url):
            self._foreign.append(f"request: {request.url}")

    def _is_ours(self, address: str) -> bool:
        return urlsplit(address).netloc == urlsplit(self.origin).netloc

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._console.append(f"{message.type}: {message.text}")

    def _connected(self, socket: WebSocket) -> None:
        if not self._is_ours(socket.url):
            self._foreign.append(f"websocket: {socket.url}")
        socket.on("framereceived", self._received)

    def _received(self, frame: bytes | str) -> None:
        message = ForwardMsg()
        message.ParseFromString(frame if isinstance(frame, bytes) else frame.encode())
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.runs.append("fragments" if message.metadata.run.fragment_ids else "page")
            self._running, self._drew = True, False
        elif kind == "delta":
            self._drew = True
        elif kind == "script_finished":
            # one that makes way for another does not bring the page to rest, and where a callback
            # asked for that, it has drawn nothing
            self._running = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if self._running and not self._drew:
                self.runs.pop()
