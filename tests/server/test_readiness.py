"""/readyz says whether the process should be sent visitors, and what state it is in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette

from server.readiness import Phase
from server.routes import routes
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.store.store import HistoryStore, open_store
from telephony.xapi.errors import XapiError
from tests.support import faults, plain_http
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over
from tests.support.processes import Server
from tests.support.stores import IMPATIENT, fill_disk, until

NOON = datetime(2026, 3, 12, 11, tzinfo=UTC)
GROUPS = "/xapi/v1/Groups"


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.script(GROUPS, faults.listing([{"Id": 1, "Number": "GRP0000", "Name": "Sales"}]))
        yield server


def readyz(phase: Phase = Phase.SERVING, path: str = "/readyz", base: str = "") -> httpx.Response:
    async def get() -> httpx.Response:
        app = Starlette(routes=routes(base, lifecycle=SimpleNamespace(phase=phase)))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path)

    return asyncio.run(get())


@contextmanager
def served(pbx: FaultServer, store: HistoryStore | None = None) -> Iterator[PermittedAccess]:
    with dashboard_over(pbx, SetClock(NOON), store) as access:
        yield access


def test_a_server_that_has_started_is_ready_and_says_so(pbx: FaultServer, tmp_path: Path) -> None:
    with served(pbx, open_store(tmp_path)) as access:
        first = readyz()
        access.load_groups()
        second = readyz()
    assert first.status_code == second.status_code == 200
    assert first.headers["cache-control"] == "no-store"
    assert first.json() == {
        "ready": True,
        "server": "serving",
        "settings": "valid",
        "store": "usable",
        "pbx": "no request yet",
    }
    assert second.json()["pbx"] == "available; last good response: 2026-03-12T11:00:00Z"


@pytest.mark.parametrize("phase", [Phase.STARTING, Phase.STOPPING])
def test_a_server_that_starts_or_stops_is_not_ready(phase: Phase) -> None:
    response = readyz(phase)  # no context is installed then
    assert response.status_code == 503
    assert response.json() == {"ready": False, "server": str(phase), "settings": "valid"}


def test_a_pbx_that_is_down_is_reported_and_not_required(pbx: FaultServer) -> None:
    pbx.script(GROUPS, faults.reset)
    with served(pbx) as access:
        with pytest.raises(XapiError):
            access.load_groups()
        response = readyz()
    assert response.status_code == 200
    assert response.json()["pbx"].startswith("down; last good response: 2026")  # the sign-in


def test_a_store_that_never_worked_makes_a_new_process_unready(
    pbx: FaultServer, tmp_path: Path
) -> None:
    (tmp_path / "history.sqlite").mkdir()
    with served(pbx, open_store(tmp_path)):
        response = readyz()
    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert response.json()["store"].startswith("not usable since the start")


def test_it_is_ready_as_soon_as_the_store_works(pbx: FaultServer, tmp_path: Path) -> None:
    blocked = tmp_path / "history.sqlite"
    blocked.mkdir()
    with served(pbx, open_store(tmp_path, timeouts=IMPATIENT)):
        assert readyz().status_code == 503
        blocked.rmdir()
        until(lambda: readyz().status_code == 200)


def test_a_store_that_fails_later_leaves_the_process_ready_and_is_reported(
    pbx: FaultServer, tmp_path: Path
) -> None:
    store = open_store(tmp_path)
    with served(pbx, store) as access:
        access.load_groups()
        fill_disk(store)
        with pytest.raises(Exception, match="disk"):
            store.use(
                lambda tables: [tables.leases.take([f"{n}" * 1000], 1) for n in range(10_000)]
            )
        response = readyz()
    assert response.status_code == 200
    assert "values are shown but not stored" in response.json()["store"]


def test_the_demo_keeps_nothing_on_purpose(demo_server: Server) -> None:
    def asked() -> httpx.Response:
        return plain_http.get(f"{demo_server.url}/readyz", headers={"Host": "10.1.2.3:8501"})

    until(lambda: asked().status_code == 200)  # it is healthy before it serves
    assert asked().json()["store"].startswith("temporary")


def test_it_is_there_below_the_base_path_as_well(pbx: FaultServer) -> None:
    with served(pbx):
        assert [
            readyz(path=path, base="/calls").status_code for path in ("/readyz", "/calls/readyz")
        ] == [200, 200]


def test_it_names_neither_the_pbx_nor_a_group_nor_a_secret(
    pbx: FaultServer, tmp_path: Path
) -> None:
    with served(pbx, open_store(tmp_path)) as access:
        access.load_groups()
        text = json.dumps(readyz().json())
    for secret in ("127.0.0.1", str(pbx.port), "Sales", "GRP0000", str(tmp_path), "canary"):
        assert secret not in text
