"""A dashboard within this process over a PBX of the test's, and its pages drawn in memory."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from telephony import runtime as runtimes
from telephony.data_access import DataAccess, HistoryStore, connection_of
from telephony.runtime import Runtime, install
from telephony.settings import Settings, load_settings
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection
from tests.support.fault_server import FaultServer
from tests.telephony.xapi.asking import connection

# A page waits for the PBX; none here takes longer than that on a busy machine.
PATIENCE_SECONDS = 60
# What keeps a text from the PBX from being taken for Markdown.
_KEPT_PLAIN = re.compile(r"\\(?=[^\w\s]|_)|\u2060")
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_CARD = re.compile(r'"card-label">([^<]*)<.*?"card-value">([^<]*)<', re.DOTALL)


@contextmanager
def dashboard_over(
    pbx: FaultServer, clock: Clock, store: HistoryStore | None = None
) -> Iterator[DataAccess]:
    """Install what pages and exports use, in Berlin, until the block is left."""
    settings = load_settings({"THREECX_TIMEZONE": "Europe/Berlin"}, env_file=None)
    with _serving(settings, lambda: connection(pbx.origin), clock, store) as access:
        yield access


@contextmanager
def dashboard_with(environment: Mapping[str, str], clock: Clock) -> Iterator[DataAccess]:
    """The same with these settings, at the PBX that they name."""
    settings = load_settings(environment, env_file=None)
    with _serving(settings, lambda: connection_of(settings), clock, None) as access:
        yield access


@contextmanager
def _serving(
    settings: Settings,
    connect: Callable[[], Connection],
    clock: Clock,
    store: HistoryStore | None,
) -> Iterator[DataAccess]:
    before = list(runtimes._installed)
    access = DataAccess(connect, clock=clock, store=store)
    with closing(access):
        install(Runtime(settings, access, settings.zone, clock, demo=False))
        try:
            yield access
        finally:
            runtimes._installed[:] = before


def draw(page: str, link: str) -> AppTest:
    """A page as its function draws it for a link's query, after its first run."""
    app = AppTest.from_string(
        f"from components import url_state, waiting\n"
        f"from pages.{page} import {page}\n"
        f"with url_state.visiting({page!r}), waiting.one_view({page!r}):\n    {page}()\n",
        default_timeout=PATIENCE_SECONDS,
    )
    for name, values in parse_qs(link).items():
        app.query_params[name] = values
    return app.run()


def said(app: AppTest) -> str:
    """All that it says in sentences, a line each, as a viewer reads it."""
    parts = (*app.info, *app.warning, *app.error, *app.caption, *app.markdown, *app.text)
    return _ESCAPE.sub("", "\n".join(str(part.value) for part in parts))


def notices(app: AppTest) -> list[str]:
    """The texts of all banners, warnings and errors, each in one line, as a viewer reads them."""
    kinds = ("info", "success", "warning", "error")
    found = (part for part in app.main if part.type in kinds)
    texts = (str(part.value).replace("**", "") for part in found)
    return [" ".join(_KEPT_PLAIN.sub("", text).split()) for text in texts]


def written(app: AppTest) -> str:
    """What the page holds as HTML: its plain lines and its cards."""
    return "".join(part.proto.body for part in app.get("html"))


def cards(app: AppTest) -> dict[str, str]:
    """The big number of each card by its label."""
    return {
        html.unescape(label): html.unescape(value) for label, value in _CARD.findall(written(app))
    }


def press(app: AppTest, label: str) -> None:
    """Click a button and run."""
    [found] = [button for button in app.button if button.label == label]
    found.click().run()
