"""No secret leaves at the lowest level of the log as JSON, where all is JSON that libraries write.

What can go wrong besides, and a log for people, is in ``test_canaries``.
"""

import json

from telephony.settings.monitoring import LogForm
from tests.support import faults, plain_http
from tests.support.fault_server import FaultServer
from tests.support.processes import STREAMLIT, dashboard
from tests.support.session import Session

API_KEY = "canary-of-the-api-key"
COOKIE = "canary-of-a-cookie"
PASSWORD = "canary-of-a-password"
GROUPS = "/xapi/v1/Groups"
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
ROW = {"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 2}


def test_no_secret_leaves_by_log_page_or_answer():
    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        pbx.script(
            REPORT,
            faults.listing([ROW]),
            faults.status(401),
            faults.html(),
            faults.status(403, set_cookie=f"session={COOKIE}"),
            faults.reset,
            faults.html(),
        )
        settings = {
            "THREECX_URL": pbx.origin,
            "THREECX_CLIENT_ID": "app",
            "THREECX_API_KEY": API_KEY,
            "DASHBOARD_LOG_FORMAT": str(LogForm.JSON),
        }
        with dashboard((*STREAMLIT, "--logger.level", "debug"), settings) as server:
            seen = list(everything_a_viewer_gets(server.url))
            server.stop()
            seen.append(server.log())
        sent = [call.headers.get("authorization", "") for call in pbx.received]
        tokens = {value.removeprefix("Bearer ") for value in sent if value}
    assert pbx.grants >= 2
    assert pbx.requests_to(REPORT) >= 5
    assert "DEBUG" in seen[-1].upper()
    lines = seen[-1].splitlines()
    # before the settings are read there is what Streamlit says while it looks for the server
    since = next(place for place, line in enumerate(lines) if line.startswith("{"))
    assert [line for line in lines[since:] if not line.startswith("{")] == []
    assert all(json.loads(line)["message"] for line in lines[since:])
    for secret in (API_KEY, COOKIE, PASSWORD, *tokens):
        assert [text[:200] for text in seen if secret in text] == []


def everything_a_viewer_gets(url):
    headers = {"Cookie": f"session={COOKIE}", "Authorization": f"Basic {PASSWORD}"}
    for day in range(1, 7):
        answer = plain_http.get(
            f"{url}/export/extensions.csv",
            params={"group": "GRP0000", "from": f"2026-03-0{day}", "to": f"2026-03-0{day}"},
            headers=headers,
        )
        yield str(answer.headers) + answer.text
    for query in ("group=GRP0000", "group=nobody", f"group=GRP0000&password={PASSWORD}"):
        with Session(url, query=query, headers=headers) as session:
            yield "".join(str(message) for message in session.run())
