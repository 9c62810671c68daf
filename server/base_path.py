"""The path under which everything is served: Streamlit's ``server.baseUrlPath``.

Streamlit serves its own pages there, so what this server adds has to follow.
"""

from __future__ import annotations

import re
import sys

import streamlit as st
from starlette.requests import Request

# Segments without percent-encoding look the same in routes, links and a proxy's configuration.
_PLAIN = re.compile(r"([A-Za-z0-9_~-][A-Za-z0-9._~-]*)(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")

_STREAMLITS_OWN = "_stcore"


def base_path() -> str:
    """``/calls`` where ``server.baseUrlPath`` is ``calls``, empty where it is not set.

    An invalid path ends the program with one line.
    """
    path = str(st.get_option("server.baseUrlPath")).strip("/")
    if path and (not _PLAIN.fullmatch(path) or path.startswith(_STREAMLITS_OWN)):
        sys.exit(
            "The dashboard cannot start: server.baseUrlPath is not a plain path. Use one such as "
            "calls or tools/calls, with letters, digits, “-”, “_”, “.” and “~” only."
        )
    return f"/{path}" if path else ""


def site_url(request: Request) -> str:
    """The URL of the overview as the request's sender reaches it; ends with a slash."""
    return str(request.base_url).rstrip("/") + base_path() + "/"
