"""The routes beside the pages."""

from __future__ import annotations

from starlette.routing import Route

from server.routes import EXPORTS, routes
from telephony.export.formats import SUFFIXES


def test_every_export_is_served_in_every_format() -> None:
    assert set(EXPORTS) >= {"extensions", "days", "hours"}
    paths = [route.path for route in routes("/calls") if isinstance(route, Route)]
    wanted = {f"/calls/export/{name}.{suffix}" for name in EXPORTS for suffix in SUFFIXES}
    served = {path for path in paths if "/export/" in path and "{" not in path}
    assert served - {"/calls/export/"} == wanted
