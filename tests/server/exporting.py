"""A small report of a scripted PBX, and the export route asked without a socket between."""

from __future__ import annotations

import httpx
from starlette.requests import Request

from server.export import extensions

GROUPS = "/xapi/v1/Groups"
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
ROWS = [
    {"Dn": "9", "DisplayName": "=cmd|' /C calc'!A0", "InboundAnsweredCount": 2},
    {"Dn": "10", "DisplayName": "Zoë, Ann", "InboundAnsweredCount": 5},
    {"Dn": "2", "DisplayName": "Quiet"},
]


def export(query, suffix="csv", **headers):
    """The route's answer to a query string, as a client sees it; ``if_none_match=`` is a header."""
    given = [
        (name.replace("_", "-").encode(), value.encode("latin-1"))
        for name, value in headers.items()
    ]
    scope = {
        "type": "http",
        "scheme": "http",
        "server": ("127.0.0.1", 8501),
        "path": f"/export/extensions.{suffix}",
        "query_string": query.encode(),
        "headers": given,
    }
    answer = extensions(Request(scope), suffix)
    return httpx.Response(answer.status_code, headers=answer.raw_headers, content=answer.body)
