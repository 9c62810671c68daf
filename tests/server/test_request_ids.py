"""One id leads from a response or a page run to the log and to the requests to the PBX."""

from __future__ import annotations

import json
import re
from contextvars import copy_context

import pytest
from starlette.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from server.request_ids import begin_request
from tests.support import faults, plain_http
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.processes import STREAMLIT, UVICORN, Server, dashboard
from tests.support.session import Session

UUID = "6f1d7c3e-5a8b-4c2d-9e0f-1a2b3c4d5e6f"
GROUPS = "/xapi/v1/Groups"
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
FIRST, SECOND = (f"group=GRP0000&from=2026-03-0{day}&to=2026-03-0{day}" for day in (2, 3))
NEW = re.compile(r"[0-9a-f]{12}")


@pytest.fixture(scope="module")
def pbx():
    with FaultServer() as server:
        server.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        server.script(REPORT, faults.listing([{"Dn": "100", "DisplayName": "Ann"}]))
        yield server


def lines_of(server: Server) -> list[dict[str, str]]:
    """The log. Fails at a line that is no JSON object."""
    lines = [json.loads(line) for line in server.log().splitlines()]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    return lines


def of_reports(lines: list[dict[str, str]]) -> list[str]:
    """The ids of the requests for reports, as the log has them."""
    name = REPORT.rpartition("/")[2]
    return [line.get("request_id", "") for line in lines if line["message"].startswith(f"{name}:")]


@pytest.mark.slow
@pytest.mark.parametrize("command", [STREAMLIT, UVICORN])
def test_the_log_is_json_and_an_id_leads_from_the_response_to_the_pbx(pbx, command):
    environment = {**settings(pbx.origin), "DASHBOARD_LOG_FORMAT": "json"}
    with dashboard(command, environment) as server:
        url = f"{server.url}/export/extensions.csv?{FIRST}"
        own = plain_http.get(url, headers={"X-Request-ID": UUID})
        assert own.status_code == 200
        assert own.headers.get_list("x-request-id") == [UUID]
        with Session(server.url, query=SECOND) as session:
            session.run()
        plain_http.get(server.url, headers={"Host": "evil.example"})
        address = f"{server.url.replace('http', 'ws')}/_stcore/stream"
        with pytest.raises(InvalidStatus), connect(address, origin=Origin("http://evil.example")):
            pass
        server.stop()
        lines = lines_of(server)
    first, second = of_reports(lines)[0], of_reports(lines)[1]
    assert first == UUID
    assert NEW.fullmatch(second)
    refused = [line for line in lines if "refused (403)" in line["message"]]
    assert [line["request_id"] in line["message"] for line in refused] == [True, True]
    assert {line["level"] for line in lines} <= {"info", "warning"}


@pytest.mark.slow
def test_lines_for_people_have_the_id_in_brackets(pbx):
    with dashboard(STREAMLIT, settings(pbx.origin)) as server:
        url = f"{server.url}/export/extensions.csv?{FIRST}&area=internal"
        plain_http.get(url, headers={"X-Request-ID": UUID})
        server.wait_for(re.compile(rf"^\S+ \S+ INFO [\w.]+ \[{UUID}\]: \w+: ok in \S+ s$", re.M))


def taken_over(headers: Headers) -> str:
    return copy_context().run(begin_request, headers)


@pytest.mark.parametrize(
    "given",
    [
        [],
        ["short"],
        ["a" * 65],
        ["with space in it"],
        ["line\nbreak-of-a-log"],
        ["ünïcödé-letters"],
        ["-begins-with-a-sign"],
        ['quote"quote"quote'],
        ["one-of-several", "one-of-several"],
    ],
)
def test_an_id_that_is_not_well_formed_is_replaced(given):
    headers = Headers(raw=[(b"x-request-id", text.encode()) for text in given])
    assert NEW.fullmatch(taken_over(headers))


@pytest.mark.parametrize("given", [UUID, "0123456789abcdef0123456789abcdef", "edge-1.example_7"])
def test_a_well_formed_id_of_the_proxy_in_front_stays(given):
    assert taken_over(Headers({"X-Request-ID": given})) == given
