"""A dashboard within this process over a PBX of the test's, and its pages drawn in memory."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from server import assembly
from server.current_context import using
from telephony.context import Context
from telephony.data_access.pbx.client import connection_of
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess
from telephony.data_access.store.store import HistoryStore
from telephony.settings.load import Settings, load_settings
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection
from tests.support import office
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.sent_charts import charts_sent, has_charts
from tests.telephony.xapi.client_harness import connection

# A page waits for the PBX; none here takes longer than that on a busy machine.
PATIENCE_SECONDS = 60
# Between two looks at what arrives: each is a whole run of the page.
_LOOK_AGAIN_SECONDS = 0.1
# What keeps a text from the PBX from being taken for Markdown.
_KEPT_PLAIN = re.compile(r"\\(?=[^\w\s]|_)|\u2060")
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_CARD = re.compile(r'"card-label">([^<]*)<.*?"card-value">([^<]*)<', re.DOTALL)


def _until_stopped(runner: LocalScriptRunner, timeout: float = PATIENCE_SECONDS) -> None:
    """Wait for the end of a run, on its thread: Streamlit itself looks each millisecond.

    Its three seconds, where a test names none, are too few for a busy machine.
    """
    timeout = max(timeout, PATIENCE_SECONDS)
    thread = runner._script_thread  # noqa: SLF001  # nothing else can be waited for
    assert thread is not None
    thread.join(timeout)
    if thread.is_alive():
        runner.request_stop()
        runner.join()
        raise RuntimeError(f"the run of the page takes longer than {timeout} s")


local_script_runner.require_widgets_deltas = _until_stopped
# Streamlit would read what is written of each installed package, a fifth of a second per session.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
assembly.serve_pages()


@contextmanager
def dashboard_over(
    pbx: FaultServer, clock: Clock, store: HistoryStore | None = None
) -> Iterator[PermittedAccess]:
    """Install what pages and exports use, in Berlin, until the block is left."""
    with context_over(pbx, clock, store) as served, using(served):
        yield served.access


@contextmanager
def context_over(
    pbx: FaultServer, clock: Clock, store: HistoryStore | None = None
) -> Iterator[Context]:
    """The same before it is installed, for tests that share one and install it in turn."""
    loaded = load_settings({"THREECX_TIMEZONE": "Europe/Berlin"}, env_file=None)
    with _context(loaded, lambda: connection(pbx.origin), clock, store) as served:
        yield served


@contextmanager
def dashboard_with(
    environment: Mapping[str, str], clock: Clock, store: HistoryStore | None = None
) -> Iterator[PermittedAccess]:
    """The same with these settings, at the PBX that they name."""
    with context_with(environment, clock, store) as served, using(served):
        yield served.access


@contextmanager
def context_with(
    environment: Mapping[str, str], clock: Clock, store: HistoryStore | None = None
) -> Iterator[Context]:
    """The same before it is installed, for tests that share one and install it in turn."""
    loaded = load_settings(environment, env_file=None)
    with _context(loaded, lambda: connection_of(loaded), clock, store) as served:
        yield served


@contextmanager
def _context(
    loaded: Settings,
    connect: Callable[[], Connection],
    clock: Clock,
    store: HistoryStore | None,
) -> Iterator[Context]:
    rates = None if loaded.demo else loaded.rates
    access = DataAccess(connect, clock=clock, store=store, rates=rates)
    with closing(access):
        yield Context(loaded, PermittedAccess(access), loaded.zone, clock, demo=False)


@contextmanager
def office_dashboard(folder: Path, options: Options | None = None) -> Iterator[None]:
    """One over the demo PBX with the office's calls, on its day; its log goes into the folder.

    ``options`` are the PBX's own.
    """
    with office_pbx(folder, options) as pbx, dashboard_over_office(pbx):
        yield


@contextmanager
def office_pbx(folder: Path, options: Options | None = None) -> Iterator[RunningPbx]:
    """That PBX, for tests that share it: to read its log takes longer than most pages."""
    chosen = replace(options or Options(), calls=office.write(folder), timezone=office.ZONE)
    with running(chosen, clock=_office_clock().now) as pbx:
        yield pbx


@contextmanager
def dashboard_over_office(pbx: RunningPbx) -> Iterator[None]:
    """A dashboard over it that has loaded nothing."""
    with dashboard_with(settings(pbx.base_url, office.ZONE), _office_clock()):
        yield


def _office_clock() -> SetClock:
    return SetClock(datetime.fromisoformat(office.NOW).astimezone(UTC))


def draw(page: str, link: str) -> AppTest:
    """A page as its function draws it for a link's query, after its first run."""
    return opened(page, link).run()


def opened(page: str, link: str) -> AppTest:
    """The same before its first run."""
    app = AppTest.from_string(
        f"from components.shared import pbx_choice, url_state, waiting\n"
        f"from pages.{page} import {page}\n"
        f"from server.current_context import current\n"
        f"context = current()\n"
        f"with url_state.visiting({page!r}), waiting.one_view(context, {page!r}):\n"
        f"    {page}(pbx_choice.of_this_run(context))\n",
        default_timeout=PATIENCE_SECONDS,
    )
    for name, values in parse_qs(link).items():
        app.query_params[name] = values
    return app


def draw_view(page: str, **parameters: str | Sequence[str]) -> AppTest:
    """As ``draw``, by the names and values of the link's query."""
    return draw(page, urlencode(parameters, doseq=True))


def go_to(app: AppTest, parameters: Mapping[str, list[str]]) -> None:
    """Another address in the same session, as Back gives one."""
    app.query_params = dict(parameters)
    by_history = partial(RerunData, is_history_navigation=True)
    with patch.object(local_script_runner, "RerunData", by_history):
        app.run()


def address(app: AppTest) -> dict[str, list[str]]:
    """What stands in the address bar after the run."""
    held = app.query_params.items()
    return {name: [value] if isinstance(value, str) else value for name, value in held}


def arrived(app: AppTest) -> AppTest:
    """Run it again, as a browser does each second, until no line counts what is on its way."""
    run_until(app, lambda: not app.get("progress"))
    return app


def run_until(app: AppTest, condition: Callable[[], bool]) -> None:
    """Run it again, as a browser does each second, until the condition holds."""
    deadline = monotonic() + PATIENCE_SECONDS
    while not condition():
        assert monotonic() < deadline, [one.proto.text for one in app.get("progress")]
        sleep(_LOOK_AGAIN_SECONDS)
        app.run()


def sent_charts(app: AppTest) -> dict[str, dict[str, Any]]:
    """What the browser gets of each chart by the chart's key."""
    return {
        key: sent
        for one in app.get("bidi_component")
        if has_charts(one.proto)
        for key, sent in charts_sent(one.proto).items()
    }


def page_actions(app: AppTest) -> dict[str, Any]:
    """What the browser gets for *Copy link* and *Export*."""
    [actions] = [
        one
        for one in app.get("bidi_component")
        if one.proto.component_name.endswith(".page_actions")
    ]
    given: dict[str, Any] = json.loads(actions.proto.bytes)
    return given


def links(app: AppTest) -> list[str]:
    """The links to copy: rolling and frozen, or the frozen one alone."""
    return [link["address"] for link in page_actions(app)["links"]]


def charts(app: AppTest) -> dict[str, list[dict[str, Any]]]:
    """The traces of each chart by the chart's key."""
    return {key: sent["figure"]["data"] for key, sent in sent_charts(app).items()}


def choose(app: AppTest, kind: str, key: str, value: Any) -> None:
    """Set the widget of this kind and key (``app.selectbox(key=…)``), and run."""
    getattr(app, kind)(key=key).set_value(value).run()


def open_popover(app: AppTest, key: str) -> None:
    """Open what is only sent when somebody opens it."""
    app.session_state[key] = True
    app.run()


def said(app: AppTest) -> str:
    """All that it says in sentences, a line each, as a viewer reads it."""
    parts = (*app.info, *app.warning, *app.error, *app.caption, *app.markdown, *app.text)
    return _ESCAPE.sub("", "\n".join(str(part.value) for part in parts))


def notices(app: AppTest) -> list[str]:
    """The texts of all banners, warnings and errors, each in one line, as a viewer reads them."""
    kinds = ("info", "success", "warning", "error")
    found: Iterator[Any] = (part for part in app.main if part.type in kinds)
    texts = (str(part.value).replace("**", "") for part in found)
    return [" ".join(as_read(text).split()) for text in texts]


def chips(app: AppTest) -> list[str]:
    """What narrows the page, as the buttons that undo it."""
    keys = ((one.key or "", one.label) for one in app.button)
    return [as_read(label) for key, label in keys if key.startswith("chip_")]


def as_read(text: str) -> str:
    """A text that may hold Markdown as a viewer reads it."""
    return _KEPT_PLAIN.sub("", text)


def written(app: AppTest) -> str:
    """What the page holds as HTML: its plain lines and its cards."""
    return "".join(part.proto.body for part in app.get("html"))


def cards(app: AppTest) -> dict[str, str]:
    """The big number of each card by its label."""
    return cards_in(written(app))


def cards_in(page: str) -> dict[str, str]:
    """The same of what a page holds as HTML."""
    return {html.unescape(label): html.unescape(value) for label, value in _CARD.findall(page)}


def press(app: AppTest, label: str) -> None:
    """Click a button and run."""
    [found] = [button for button in app.button if button.label == label]
    found.click().run()


def files(app: AppTest, panel: str) -> dict[str, tuple[str, Callable[[], bytes]]]:
    """The files behind a button, by the words of their own: each name, and what writes it."""
    app.session_state[panel] = True
    with offering() as offered:
        app.run()
    return offered


@contextmanager
def offering() -> Iterator[dict[str, tuple[str, Callable[[], bytes]]]]:
    """The same, filled with what the runs inside offer."""
    offered: dict[str, tuple[str, Callable[[], bytes]]] = {}
    button = st.download_button

    def offer(label: str, data: Callable[[], bytes], name: str, *rest: Any, **more: Any) -> bool:
        offered[label] = name, data
        return button(label, data, name, *rest, **more)

    with patch.object(st, "download_button", offer):
        yield offered
