"""The servers beside each other over one demo PBX, all with the same views."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from benchmarks import servers, stored_year
from benchmarks.browser import views
from benchmarks.browser.sides import OVERVIEW, TRENDS, Side, bare, dashboard
from benchmarks.browser.views import Shown
from benchmarks.warm import query
from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.data_access.service import DataAccess
from telephony.data_access.store.store import open_store
from telephony.periods.ranges import DayRange
from telephony.query.view import CallArea, View
from telephony.xapi.connection import Connection

FLOOR = ("-m", "uvicorn", "--no-access-log", "benchmarks.browser.floor:app")
_DASH = (
    *("-m", "uvicorn", "--no-access-log", "--log-level", "error", "--interface", "wsgi"),
    "benchmarks.browser.dash_page:server",
)
_STREAMLIT = (
    *("-m", "streamlit", "run"),
    str(Path(__file__).parent / "streamlit_page.py"),
)
MakeViews = Callable[[DataAccess], Mapping[str, Shown]]


@dataclass(frozen=True)
class Stage:
    """The dashboard, and the views' file for the servers beside it."""

    ours: Side
    _environment: Mapping[str, str]
    _opened: ExitStack

    def floor(self) -> Side:
        """A page of HTML with plotly.js."""
        return bare(self._serve(FLOOR, "--port"))

    def dash(self) -> Side:
        """A Dash app."""
        return bare(self._serve(_DASH, "--port"))

    def streamlit(self) -> Side:
        """A page of Streamlit's own parts."""
        return bare(self._serve(_STREAMLIT, "--server.port", servers.HEALTH))

    def _serve(self, arguments: tuple[str, ...], port_option: str, health: str = "/") -> str:
        served = servers.serving(arguments, self._environment, health, port_option)
        return self._opened.enter_context(served).url


@contextmanager
def stage(
    extensions: int, first: View, make: MakeViews, stored: DayRange | None = None
) -> Iterator[Stage]:
    """A dashboard that opens with the ``first`` view; ``stored``: days in its history.

    ``make`` builds the views of the others from the same PBX and store.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Options(extensions=extensions)) as pbx,
        ExitStack() as opened,
    ):
        data, kept = Path(folder) / "data", Path(folder) / "views"
        data.mkdir()
        options = pbx.options
        connection = Connection(pbx.base_url, options.client_id, SecretStr(options.api_key))
        if stored is not None:
            stored_year.fill(data, connection.identity, extensions, stored)
        with closing(DataAccess(lambda: connection, store=open_store(data))) as access:
            made = make(access)
        kept.write_bytes(pickle.dumps(made))
        drawn = {len(shown.charts) for shown in made.values()}
        if not drawn <= {OVERVIEW.charts, TRENDS.charts}:
            raise RuntimeError(f"the pages have {drawn} charts")
        settings = {**servers.connected_to(pbx), "TELEPHONY_DATA_DIR": str(data)}
        served = opened.enter_context(servers.serving(servers.DASHBOARD, settings))
        yield Stage(
            dashboard(served.url).at(f"/?{query(first)}"),
            {views.FILE_VARIABLE: str(kept)},
            opened,
        )


def areas(view: View) -> list[View]:
    """The view in each call area."""
    return [replace(view, area=area) for area in CallArea]
