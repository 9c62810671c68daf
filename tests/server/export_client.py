"""A small report for a scripted PBX, and GET requests to the routes without a socket."""

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


def get_export(query, suffix="csv", **headers):
    """The response of the extension export; ``if_none_match=`` and the like are request headers."""
    return get_route(f"/export/extensions.{suffix}?{query}", **headers)


def get_route(target, **headers):
    """The response of the routes beside the pages to ``GET target``."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}

    async def get():
        transport = httpx.ASGITransport(Starlette(routes=routes()))
        origin = "http://127.0.0.1:8501"
        async with httpx.AsyncClient(transport=transport, base_url=origin) as client:
            return await client.get(target, headers=given)

    return asyncio.run(get())
