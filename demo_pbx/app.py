"""The demo PBX as an HTTP application.

``create_app(options, clock=...)`` returns a Starlette application; its ``state.pbx`` holds what
tests inspect. Each application is a PBX of its own, with its own tokens, counters and blocked
addresses.
"""

from __future__ import annotations

import asyncio
import json
from email import message_from_bytes
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from demo_pbx import state
from demo_pbx.auth import login
from demo_pbx.collections import RefusedError
from demo_pbx.options import Clock, Options, utc_now
from demo_pbx.paths import segments
from demo_pbx.resources import read_resource

JSON = "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8"
# A token request has about a hundred bytes; a far longer body is something else.
LONGEST_FORM = 64_000


def create_app(options: Options | None = None, *, clock: Clock = utc_now) -> Starlette:
    """Return one demo PBX as an application. Raises CallLogError for an unreadable call log."""
    app = Starlette(
        routes=[
            Route("/connect/token", _token, methods=["POST"]),
            Route("/xapi/v1/{rest:path}", _xapi, methods=["GET"]),
        ],
        exception_handlers={404: _not_found, 405: _not_found},
    )
    app.state.pbx = state.build(options or Options(), clock)
    return app


async def _token(request: HttpRequest) -> Response:
    pbx: state.Pbx = request.app.state.pbx
    address = _address(request)
    if address in pbx.blacklist:
        return _respond(request, 403)
    form = _form(request.headers.get("content-type", ""), await request.body())
    await _delay(pbx)
    result = login(form, address, pbx.tokens, pbx.blacklist)
    if result.status == 200:  # noqa: PLR2004 - OK
        pbx.counters.token_grants += 1
    else:
        pbx.counters.token_refusals += 1
    return _respond(request, result.status, result.body)


def _form(content_type: str, body: bytes) -> dict[str, str]:
    """Read a form in either encoding; an unreadable one is empty."""
    if len(body) > LONGEST_FORM:
        return {}
    if content_type.startswith("multipart/form-data"):
        message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
        return {
            str(part.get_param("name", "", "content-disposition")): str(part.get_payload())
            for part in message.walk()
            if not part.is_multipart()
        }
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


async def _xapi(request: HttpRequest) -> Response:
    pbx: state.Pbx = request.app.state.pbx
    if _address(request) in pbx.blacklist:
        return _respond(request, 403)
    raw_path: bytes = request.scope["raw_path"]
    with pbx.counters.counting(raw_path):
        if pbx.options.serial_reports and raw_path.startswith(state.REPORT_PATH):
            async with pbx.database:
                await _delay(pbx)
        else:
            await _delay(pbx)
        if not pbx.tokens.valid(request.headers.get("authorization", "")):
            pbx.counters.unauthorized += 1
            return _respond(request, 401, headers={"WWW-Authenticate": "Bearer"})
        try:
            query: bytes = request.scope["query_string"]
            body = await run_in_threadpool(read_resource, pbx, segments(raw_path), query)
        except RefusedError as refused:
            error = {"error": {"code": "", "message": refused.message}}
            return _respond(request, refused.status, error if refused.message else None)
        return _respond(request, 200, body)


def _address(request: HttpRequest) -> str:
    """Return the client's address. Blocked ones get here only when another server runs the app."""
    return request.client.host if request.client else ""


async def _delay(pbx: state.Pbx) -> None:
    await asyncio.sleep(pbx.options.latency_ms / 1000)


def _respond(
    request: HttpRequest,
    status: int,
    body: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Send and record a response; without a body it is empty, as most of 3CX's refusals are."""
    pbx: state.Pbx = request.app.state.pbx
    query = request.scope["query_string"].decode("latin-1")
    target = request.scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    pbx.requests.append(state.Request(request.method, target, status))
    content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    stamped = {
        "Date": format_datetime(pbx.clock(), usegmt=True),
        "X-3CX-Version": pbx.options.version,
        **(headers or {}),
    }
    return Response(content, status, stamped, media_type=JSON if content else None)


async def _not_found(request: HttpRequest, error: Exception) -> Response:
    """Respond to what no route matches: 404 or 405, empty."""
    return _respond(request, getattr(error, "status_code", 404))
