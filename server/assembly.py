"""Assembly of the running dashboard. Imports everything that pages and exports need."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from pydantic import SecretStr
from streamlit import config, delta_generator
from streamlit.runtime.app_session import AppSession

import components
import pages
from server import exports
from server.current_context import install
from server.demo import CLIENT_ID, DemoGoneError, DemoPbx
from server.gc_tuning import freeze, release_free_memory
from server.sign_in.viewers import Viewers
from telephony import export, odata
from telephony.answers.audit import AuditKind
from telephony.context import Context
from telephony.data_access.access_tokens import AccessTokens
from telephony.data_access.audit import AuditLog, AuditTrail
from telephony.data_access.ended_sign_ins import EndedSignInsOfStore
from telephony.data_access.pbx.client import connection_of
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess
from telephony.data_access.store.store import open_store, open_temporary_store
from telephony.formatting.locale_style import style_of
from telephony.settings.load import Settings
from telephony.xapi.clock import Clock, SystemClock
from telephony.xapi.connection import Connection
from telephony.xapi.errors import Unreachable
from threecx_dashboard import __version__

# The first request, table or chart would import these, the first run and scrape the last ones: a
# reader would wait for them, and after an upgrade beside this process they would be the new
# version's.
_IMPORTED_LATE = (
    *("pyarrow", "pyarrow.pandas_compat", "plotly.io._json", "httpcore"),
    *("streamlit.dataframe_util", "streamlit.emojis", "streamlit.material_icon_names"),
    *("server.shell", "server.gauges.scrape"),
)


def assemble(settings: Settings, demo: DemoPbx | None, viewers: Viewers) -> Context:
    """The context, installed for pages and routes. Nothing is requested from a PBX yet."""
    context = build(settings, demo, SystemClock())
    context.audit.record(AuditKind.STARTED, f"version {__version__}")
    viewers.announce_changes(partial(context.audit.record, AuditKind.SETTINGS))
    install(context, viewers)
    return context


def build(settings: Settings, demo: DemoPbx | None, clock: Clock) -> Context:
    """The context of the first PBX, which knows the others; they share one store."""
    # the demo simulates new calls at each start, so there is nothing to keep
    store = (
        open_temporary_store()
        if settings.demo
        else open_store(settings.data_dir, settings.database_url, settings.secret)
    )
    audit = AuditTrail(AuditLog(store, clock, timedelta(days=settings.audit_days)))
    tokens, ended = AccessTokens(store, clock), EndedSignInsOfStore(store, clock)
    each = []
    for of_pbx in settings.systems:
        # limits and caches of its own; in the store it has its own rows
        access = DataAccess(
            connector(of_pbx, demo),
            clock=clock,
            store=store,
            max_concurrent_requests=of_pbx.max_concurrent_requests,
            rates=of_pbx.rates,
        )
        permitted, zone = PermittedAccess(access), of_pbx.zone
        each.append(Context(of_pbx, permitted, zone, clock, settings.demo, audit, tokens, ended))
    return each[0].among(each)


def close(context: Context) -> None:
    """Store what is waiting to be stored, and close everything that ``assemble`` opened."""
    context.audit.record(AuditKind.STOPPED, f"version {__version__}")
    context.audit.close()
    context.close()


def connector(settings: Settings, demo: DemoPbx | None) -> Callable[[], Connection]:
    """A function that returns the PBX's connection; the demo's blocks until the demo is ready.

    It raises Unreachable if the demo is gone, which a page shows like any other failure.
    """
    if demo is None:
        connection = connection_of(settings)
        return lambda: connection
    key = SecretStr(demo.api_key)

    def connect() -> Connection:
        try:
            return Connection(demo.origin(), CLIENT_ID, key)
        except DemoGoneError as error:
            raise Unreachable(request="start of the demo PBX", pbx_message=str(error)) from error

    return connect


def serve_pages() -> None:
    """Tell Streamlit that it is a server which draws, and whose sources nobody changes.

    The first element would read the sources of all modules to see whether a shell draws it. And a
    session that comes back would look where each module lies, for half a second in which nobody is
    sent anything: Streamlit asks whether files are watched only when a session begins.
    """
    delta_generator._use_warning_has_been_displayed = True  # noqa: SLF001
    if config.get_option("server.fileWatcherType") == "none":
        AppSession.register_file_watchers = _watch_nothing  # type: ignore[method-assign]


def _watch_nothing(self: AppSession) -> None:
    pass


def warm_up(stopping: Callable[[], bool]) -> None:
    """Prepare what the first page would wait for, and exclude it from garbage collection.

    What that took beside is given back. It ends early once the server is ``stopping``.
    """
    for name in _prepared():
        if stopping():
            return
        importlib.import_module(name)
    style_of("en-US")  # the first locale reads what is known of all
    freeze()
    release_free_memory()


def _prepared() -> Iterator[str]:
    yield from _IMPORTED_LATE
    for package in (components, pages, exports, export, odata):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield module.name
