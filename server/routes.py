"""The routes beside the pages: health, exports, and tables for printing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from importlib import import_module
from typing import Any, Final
from urllib.parse import unquote_plus

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, request_response
from starlette.types import ASGIApp

from server.exports.admission import Admission, admitted
from server.exports.listing import ExportList, NoSuchExport, ReadOnly
from server.exports.request import ExportRequest, respond
from server.exports.responses import FileResponse, text_response
from server.exports.route import ExportRoute
from server.exports.slot import ExportSlot
from server.exports.slots import ExportSlots
from server.host_check import HEALTH_PATH, METRICS_PATH, READY_PATH
from server.readiness import HasPhase, Serving, readyz
from telephony.answers.audit import AuditKind
from telephony.export.formats import SUFFIXES
from telephony.formatting.numbers import count_of
from telephony.query.systems import pbx_problem
from telephony.settings.systems import ALL_SYSTEMS

# The module of each export, whose function ``export`` responds. They are imported by their names
# when they are first used: they bring pandas, and the server responds before it is loaded.
EXPORTS: Final = {
    "extensions": "server.exports.extensions",
    "days": "server.exports.trends",
    "hours": "server.exports.hours",
    "extension": "server.exports.extension",
    "groups": "server.exports.groups",
    "workload": "server.exports.workload",
    "rates": "server.exports.rates",
    "traffic": "server.exports.traffic",
    "changes": "server.exports.changes",
}
# The exports that ``pbx=all`` may be asked of.
COMPARING: Final = frozenset({"groups"})

# What programs are told about the exports.
DESCRIPTION_PATH: Final = "/openapi.json"


async def healthz(_request: Request) -> Response:
    """The server responds, whatever the PBX does."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def export(request: Request, slot: ExportSlot, name: str, suffix: str) -> Response:
    """The export ``name`` as a file with ``suffix``."""
    context = admitted(request)
    if not any(one.viewer.has_rights for one in context.each_pbx):
        context.audit.record(AuditKind.DENIED, f"{name}.{suffix}: no rights")
        person = context.viewer.name
        return text_response(403, f"You are signed in as {person}, but have no rights here.")
    pbx = next(filter(None, request.query_params.getlist("pbx")), "")
    every = pbx == ALL_SYSTEMS and name in COMPARING and len(context.systems) > 1
    if not every and (problem := pbx_problem(pbx, context.systems)):
        return text_response(400, problem.fault)
    context, module = context.at(pbx), import_module(EXPORTS[name])
    response = await respond(module.export, ExportRequest(context, request, suffix, slot, every))
    asked = f"{name}.{suffix}?{unquote_plus(request.url.query)}"
    if isinstance(response, FileResponse):
        context.audit.record(AuditKind.EXPORT, f"{asked}: {count_of(response.rows, 'row')}")
    elif response.status_code == HTTPStatus.NOT_FOUND and not context.viewer.groups.everything:
        context.audit.record(AuditKind.DENIED, f"{asked}: no such group, or not allowed")
    return response


def printable_table(request: Request) -> Response:
    """A table of an open page as JSON, for printing; only that page knows its number."""
    # they bring pandas, like the exports
    from components.shared import printing, session_owner  # noqa: PLC0415

    owner = session_owner.owner_of(admitted(request))
    table = printing.made(request.path_params["number"], owner)
    if table is None:
        return text_response(404, "No open page has this table.")
    return JSONResponse(asdict(table), headers={"Cache-Control": "no-store"})


def openapi(base: str) -> Callable[[Request], Response]:
    """The endpoint that describes the exports under the path ``base``."""

    def respond(_request: Request) -> Response:
        from server.exports.openapi import description  # noqa: PLC0415  # brings pandas, see above

        document = description(tuple(EXPORTS.items()), base)
        return JSONResponse(document, headers={"Cache-Control": "no-store"})

    return respond


def routes(
    base: str = "",
    slots: ExportSlots | None = None,
    lifecycle: HasPhase | None = None,
    metrics: ASGIApp | None = None,
) -> list[BaseRoute]:
    """The routes beside Streamlit's own, which come after these; all under the path ``base``.

    What probes ask is at the root as well, since they do not come through the proxy. ``slots``
    limits the exports; None: the usual limits. ``lifecycle`` says whether the server is ready;
    None: it always is. ``metrics`` responds with the metrics, if anything does.
    """
    slots = slots or ExportSlots()
    ready = readyz(lifecycle or Serving())
    admission = Admission(slots)
    probes: dict[str, Callable[..., Any]] = {HEALTH_PATH: healthz, READY_PATH: ready}
    if metrics is not None:
        probes[METRICS_PATH] = metrics
    exports = (
        Route(
            f"{base}/export/{name}.{suffix}",
            admission.guard(
                ExportRoute(name, suffix, partial(export, name=name, suffix=suffix), slots)
            ),
        )
        for name in EXPORTS
        for suffix in SUFFIXES
    )
    paths = [f"{base}/export/{name}.{suffix}" for name in EXPORTS for suffix in SUFFIXES]
    unknown = admission.guard(NoSuchExport(paths), limited=False)
    known, description, paper = (
        admission.guard(ReadOnly(app), limited=False)
        for app in (
            ExportList(paths, base + DESCRIPTION_PATH),
            request_response(openapi(base)),
            request_response(printable_table),
        )
    )
    # a script that does not know the base path is told it
    places = dict.fromkeys((base, "" if not base.startswith("/export") else base))
    return [
        *(
            Route(path, endpoint)
            for probe, endpoint in probes.items()
            for path in dict.fromkeys((probe, base + probe))
        ),
        Route(f"{base}/print/{{number}}", paper),
        *exports,
        Route(base + DESCRIPTION_PATH, description),
        *(Route(f"{base}/export{end}", known) for end in ("", "/")),
        *(Route(f"{place}/export", unknown) for place in places),
        *(Route(f"{place}/export/{{rest:path}}", unknown) for place in places),
    ]
