"""A small report of a scripted PBX, and the export route asked without a socket between."""

from __future__ import annotations

import asyncio

import httpx
from starlette.applications import Starlette

from server.routes import routes

GROUPS = "/xapi/v1/Groups"
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
ROWS = [
    {"Dn": "9", "DisplayName": "=cmd|' /C calc'!A0", "InboundAnsweredCount": 2},
    {"Dn": "10", "DisplayName": "Zoë, Ann", "InboundAnsweredCount": 5},
    {"Dn": "2", "DisplayName": "Quiet"},
]


def export(query, suffix="csv", **headers):
    """The route's answer to a query string, as a client sees it; ``if_none_match=`` is a header."""
    return ask_route(f"/export/extensions.{suffix}?{query}", **headers)


def ask_route(target, **headers):
    """What the routes beside the pages answer, without a socket between."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}

    async def ask():
        transport = httpx.ASGITransport(Starlette(routes=routes()))
        origin = "http://127.0.0.1:8501"
        async with httpx.AsyncClient(transport=transport, base_url=origin) as client:
            return await client.get(target, headers=given)

    return asyncio.run(ask())
