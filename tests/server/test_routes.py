"""The routes beside the pages, which are there before what they need is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest
from starlette.routing import Route

from server.routes import EXPORTS, routes
from telephony.export.formats import SUFFIXES
from tests.support.processes import ROOT


def test_every_export_is_served_in_every_format() -> None:
    assert set(EXPORTS) >= {"extensions", "days", "hours"}
    paths = [route.path for route in routes("/calls") if isinstance(route, Route)]
    wanted = {f"/calls/export/{name}.{suffix}" for name in EXPORTS for suffix in SUFFIXES}
    served = {path for path in paths if "/export/" in path and "{" not in path}
    assert served - {"/calls/export/"} == wanted


@pytest.mark.slow
def test_the_routes_are_there_before_pandas_is_imported() -> None:
    heavy = "pandas", "numpy", "pyarrow", "httpx", "sqlalchemy"
    program = f"import sys, server.routes; print(*set({heavy}) & set(sys.modules))"
    command = (sys.executable, "-c", program)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
