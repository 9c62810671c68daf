"""What the server answers besides the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from importlib import import_module
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from server.exports.route import ExportRoute
from server.exports.slots import ExportSlot, ExportSlots
from server.host_check import HEALTH_PATH
from server.installed import current
from telephony.export.formats import SUFFIXES


async def healthz(_request: Request) -> Response:
    """Alive: says so as soon as the server listens, whatever the PBX does."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


# By the name in its address: the module of server/exports whose function of this name answers it.
EXPORTS: Final[Mapping[str, str]] = {
    "extensions": "extensions",
    "days": "trends",
    "hours": "hours",
}


async def export(request: Request, slot: ExportSlot, name: str, suffix: str) -> Response:
    """The file of this name in the format of this ending."""
    # brings pandas: not before the server answers
    answer = getattr(import_module(f"server.exports.{EXPORTS[name]}"), name)
    response: Response = await answer(current(), request, suffix, slot)
    return response


def paper(request: Request) -> Response:
    """A table of an open page for its printing, as JSON; its number is known to that page alone."""
    from components.shared import printing  # noqa: PLC0415  # brings pandas, like the exports

    table = printing.made(request.path_params["number"])
    if table is None:
        return PlainTextResponse("No open page has this table.\n", 404)
    return JSONResponse(asdict(table), headers={"Cache-Control": "no-store"})


def no_such_export(base: str) -> Response:
    """What every other address under ``/export`` is answered with: the exports that there are."""
    names = "".join(f"{base}/export/{name}.{suffix}\n" for name in EXPORTS for suffix in SUFFIXES)
    return PlainTextResponse(
        f"There is no such export. There are:\n{names}", 404, headers={"Cache-Control": "no-store"}
    )


def routes(base: str = "", slots: ExportSlots | None = None) -> list[BaseRoute]:
    """Routes beside Streamlit's own, which come after these; all under the path ``base``.

    The health check is at the root as well: a probe asks the server, not the proxy. ``slots``
    bounds the exports; None: as usual.
    """
    slots = slots or ExportSlots()
    exports = (
        Route(
            f"{base}/export/{name}.{suffix}",
            ExportRoute(partial(export, name=name, suffix=suffix), slots),
        )
        for name in EXPORTS
        for suffix in SUFFIXES
    )
    unknown = no_such_export(base)
    # a script that knows nothing of the base path is told of it
    places = dict.fromkeys((base, "" if not base.startswith("/export") else base))
    return [
        *(Route(path, healthz) for path in dict.fromkeys((HEALTH_PATH, base + HEALTH_PATH))),
        Route(f"{base}/print/{{number}}", paper),
        *exports,
        *(Route(f"{place}/export", unknown) for place in places),
        *(Route(f"{place}/export/{{rest:path}}", unknown) for place in places),
    ]
