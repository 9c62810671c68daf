"""A dashboard within this process over a PBX of the test's, and its pages drawn in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from telephony import runtime as runtimes
from telephony.data_access import DataAccess, HistoryStore
from telephony.runtime import Runtime, install
from telephony.settings import load_settings
from telephony.xapi.clock import Clock
from tests.support.fault_server import FaultServer
from tests.telephony.xapi.asking import connection

# A page waits for the PBX; none here takes longer than that on a busy machine.
PATIENCE_SECONDS = 60
# What keeps a text from the PBX from being taken for Markdown.
_ESCAPE = re.compile(r"\\(?=[^\w\s])")


@contextmanager
def dashboard_over(
    pbx: FaultServer, clock: Clock, store: HistoryStore | None = None
) -> Iterator[DataAccess]:
    """Install what pages and exports use, in Berlin, until the block is left."""
    before = list(runtimes._installed)
    settings = load_settings({"THREECX_TIMEZONE": "Europe/Berlin"}, env_file=None)
    access = DataAccess(lambda: connection(pbx.origin), clock=clock, store=store)
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
