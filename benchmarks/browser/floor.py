"""The floor: one page of HTML that draws the views' figures with plotly.js, and their JSON."""

from __future__ import annotations

import json
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from benchmarks.browser import views
from telephony.charts import library

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
# Serialized once: the floor has nothing to do but send.
_JSON = {
    name: json.dumps(
        {"numbers": view.numbers, "charts": view.charts, "rows": view.words()}
    ).encode()
    for name, view in views.load().items()
}


async def _page(_: Request) -> Response:
    return FileResponse(Path(__file__).parent / "floor.html")


async def _library(_: Request) -> Response:
    return FileResponse(library.FILE, headers=_FOREVER)


async def _view(request: Request) -> Response:
    return Response(_JSON[request.path_params["name"]], media_type="application/json")


app = Starlette(
    routes=[
        Route("/", _page),
        Route("/plotly.min.js", _library),
        Route("/views/{name:path}", _view),
    ]
)
