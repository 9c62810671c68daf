"""What the server answers besides the pages."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

EXPORTS = ("csv", "json", "xlsx", "parquet")


async def healthz(_request: Request) -> Response:
    """Alive: says so as soon as the server listens, whatever the PBX does."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


def extensions(request: Request, suffix: str) -> Response:
    """The export; a plain function, so that it runs in a thread and holds up nobody."""
    from server import export  # noqa: PLC0415  # brings pandas: not before the server answers

    return export.extensions(request, suffix)


def days(request: Request, suffix: str) -> Response:
    """The trend; a plain function like the other export."""
    from server import export_days  # noqa: PLC0415  # brings pandas: not before the server answers

    return export_days.days(request, suffix)


def hours(request: Request, suffix: str) -> Response:
    """Calls by the hour; a plain function like the other exports."""
    from server import export_hours  # noqa: PLC0415  # brings pandas: not before the server answers

    return export_hours.hours(request, suffix)


def routes() -> list[BaseRoute]:
    """Routes beside Streamlit's own, which come after these."""
    exports = (
        Route(f"/export/{table.__name__}.{suffix}", partial(table, suffix=suffix))
        for table in (extensions, days, hours)
        for suffix in EXPORTS
    )
    return [
        Route("/healthz", healthz),
        *exports,
    ]
