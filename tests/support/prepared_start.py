"""What a dashboard does at its start and would do the same at every other: done before the fork."""

from __future__ import annotations

import importlib
import pkgutil
import warnings
from functools import cache
from unittest.mock import patch

from authlib.deprecate import AuthlibDeprecationWarning
from streamlit.components.v2 import manifest_scanner

from server import immutable_files, page_html

_OURS = ("telephony", "demo_pbx", "server", "components", "pages")
# Streamlit and uvicorn import these when they serve. Not streamlit.web.cli: which of the two serves
# is told by whether that was imported.
_LATE = (
    *("click", "streamlit.web.bootstrap", "streamlit.dataframe_util", "streamlit.web.skills"),
    *("streamlit.runtime.credentials", "streamlit.web.server.app_discovery"),
    *("streamlit.web.server.starlette.starlette_agent_routes", "streamlit.emojis"),
    *("streamlit.material_icon_names", "streamlit.dataframe.lazy_df_adapters"),
    *("starlette.staticfiles", "starlette.middleware.sessions"),
    *("authlib.integrations.starlette_client", "authlib.integrations.httpx_client"),
    *("uvicorn.main", "uvicorn.lifespan.on", "uvloop"),
    *("uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto"),
    *("anyio._backends._asyncio", "anyio._core._fileio", "httpcore"),
    *("pyarrow", "pyarrow.pandas_compat", "plotly.io._json", "plotly.offline"),
    *("babel.dates", "babel.numbers"),
    *("sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg", "psycopg"),
)


def prepare() -> None:
    """Import them, and keep what follows from the installed packages alone."""
    with warnings.catch_warnings(action="ignore", category=AuthlibDeprecationWarning):
        for name in _LATE:
            importlib.import_module(name)
    for name in _OURS:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith(("__main__", "server.script")):
                importlib.import_module(module.name)
    _know_the_packages()


def _know_the_packages() -> None:
    """Keep what each dashboard finds out of them at its start, in half a second of work.

    Streamlit looks for components in all of them, and we compress what an opening asks for.
    """
    found = cache(manifest_scanner.scan_component_manifests)
    found()
    patch.object(manifest_scanner, "scan_component_manifests", found).start()
    packers = immutable_files._ENCODINGS  # noqa: SLF001  # each by its name
    packers.update({name: cache(packers[name]) for name in ("br", "gzip")})
    files = immutable_files.immutable_files()
    for address in page_html.named_files(page_html.page()):
        content = immutable_files._read(files[address])  # noqa: SLF001  # as it will be read
        for name in ("br", "gzip"):
            packers[name](content)
