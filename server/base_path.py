"""The path under which everything is served: Streamlit's ``server.baseUrlPath``.

Streamlit moves its own pages there. Whatever this server adds has to follow them.
"""

from __future__ import annotations

import re
import sys

import streamlit as st
from starlette.requests import Request

# Segments that need no encoding, so that routes, links and a proxy's configuration agree.
_PLAIN = re.compile(r"([A-Za-z0-9_~-][A-Za-z0-9._~-]*)(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")


def base_path() -> str:
    """``/calls`` where ``server.baseUrlPath`` is ``calls``, empty where it is not set.

    Ends the program with one line where the setting is no plain path.
    """
    path = str(st.get_option("server.baseUrlPath")).strip("/")
    if path and not _PLAIN.fullmatch(path):
        sys.exit(
            "The dashboard cannot start: server.baseUrlPath is no plain path. Give one such as "
            "calls or tools/calls, from letters, digits, “-”, “_”, “.” and “~”."
        )
    return f"/{path}" if path else ""


def site(request: Request) -> str:
    """The address below which the browser that sent this finds the pages; ends with a slash."""
    return str(request.base_url).rstrip("/") + base_path() + "/"
