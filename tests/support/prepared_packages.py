"""The packages that a dashboard imports: done before the fork, for one of any checkout."""

from __future__ import annotations

import importlib
import sys
import warnings

from authlib.deprecate import AuthlibDeprecationWarning

# What our modules import of them.
_AT_ONCE = (
    *("streamlit", "pandas", "pyarrow", "pyarrow.compute", "pyarrow.csv", "pyarrow.parquet"),
    *("sqlalchemy", "httpx", "starlette.applications", "uvicorn", "plotly", "pydantic_settings"),
    *("odata_query.grammar", "stamina", "prometheus_client", "xlsxwriter", "cryptography.fernet"),
)
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
    *("pyarrow.pandas_compat", "plotly.io._json", "plotly.offline"),
    *("babel.dates", "babel.numbers"),
    *("sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg", "psycopg"),
)


def prepare(_: str) -> None:
    """Import them, and no module that another checkout has as well."""
    import_packages()
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]


def import_packages() -> None:
    """Import the packages alone."""
    with warnings.catch_warnings(action="ignore", category=AuthlibDeprecationWarning):
        for name in (*_AT_ONCE, *_LATE):
            importlib.import_module(name)
