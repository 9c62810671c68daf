"""The export of extensions over HTTP: values from the demo PBX, failures from a scripted one."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest

from server.exports.responses import error_response
from telephony.data_access.service import DataAccess
from telephony.xapi.errors import NotAnApiResponse, QueryRefused, TimedOut, TooLarge
from telephony.xapi.setup_problems import CertificateProblem, NotOnThisVersion
from tests.server.export_client import REPORT, get_export
from tests.support import faults, plain_http
from tests.support.fault_server import refused_port
from tests.telephony.xapi.client_harness import API_KEY, connection

WEEK = "from=2026-11-09&to=2026-11-15"
PROMISED = [
    "extension",
    "display_name",
    "inbound_answered",
    "inbound_unanswered",
    "inbound_talk_seconds",
    "outbound_answered",
    "outbound_unanswered",
    "outbound_talk_seconds",
    "sentiment",
]


def rows_of(answer):
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_begins_with_the_promised_columns_and_says_what_it_is(demo_server):
    url = f"{demo_server.url}/export/extensions.csv"
    answer = plain_http.get(url, params={"group": "O'Neil", "range": "last_week"}, timeout=60)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="extensions_O-N')
    assert "warning" not in answer.headers
    assert answer.content.startswith(b"\xef\xbb\xbfextension,")
    rows = rows_of(answer)
    assert list(rows[0])[: len(PROMISED)] == PROMISED
    limits = {(row["period_from"], row["period_to"], row["time_zone"]) for row in rows}
    ((start, end, zone),) = limits
    assert zone == "Europe/Berlin"
    assert date.fromisoformat(end[:10]) - date.fromisoformat(start[:10]) == timedelta(days=7)
    assert date.fromisoformat(start[:10]).isoweekday() == 1
    assert {row["groups"] for row in rows} == {"O'Neil"}


def test_several_groups_give_each_extension_once(demo_server):
    url = f"{demo_server.url}/export/extensions.csv"
    rows = rows_of(plain_http.get(f"{url}?group=GRP0001&group=GRP2&range=last_week"))
    numbers = [row["extension"] for row in rows]
    assert len(numbers) == len(set(numbers))
    assert "GRP0001, GRP2" in {row["groups"] for row in rows}


def test_a_number_with_every_awkward_character_reaches_its_group(demo_server):
    url = f"{demo_server.url}/export/extensions.csv"
    answer = plain_http.get(url, params={"group": "R&D 1/2", "range": "last_week"})
    assert answer.status_code == 200
    assert len(rows_of(answer)) > 0


def test_rows_are_those_of_the_view_in_its_order(ask):
    assert [row["extension"] for row in rows_of(ask("group=GRP0000"))] == ["10", "9", "2"]
    by_number = ask("group=GRP0000&sort=extension&quiet=hide")
    assert [row["extension"] for row in rows_of(by_number)] == ["9", "10"]
    found = ask("group=GRP0000&search=zoe")
    assert [row["display_name"] for row in rows_of(found)] == ["Zoë, Ann"]
    assert [row["display_name"][0] for row in rows_of(ask("group=GRP0000&search=cmd"))] == ["'"]
    assert rows_of(ask("group=GRP0000&search=nobody")) == []
    busy = ask("group=GRP0000&filter=InboundAnsweredCount gt 1 and Dn ne '9'")
    assert [row["extension"] for row in rows_of(busy)] == ["10"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", "group"),
        ("range=last_week", "group"),
        ("group=GRP0000&area=everything", "area"),
        ("group=GRP0000&from=2026-13-01&to=2026-13-02", "from"),
        ("group=GRP0000&from=2026-11-20&to=2026-11-10", "to"),
        ("group=GRP0000&sort=-password", "sort"),
        ("group=GRP0000&direction=up", "direction"),
        ("group=GRP0000&groups=GRP0001", "groups"),
        ("group=%00", "group"),
        ("group=" + "x" * 10_000, "group"),
        ("group=GRP0000&search=" + "y" * 10_000, "search"),
        ("group=GRP0000&filter=InboundAnswerdCount gt 1", "perhaps InboundAnsweredCount"),
        ("&".join(f"group=g{number}" for number in range(2_000)), "parameters"),
    ],
    ids=lambda value: value[:40],
)
def test_a_wrong_parameter_is_named_and_no_request_is_sent(ask, pbx, query, named):
    answer = ask(query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert named in answer.text
    assert len(answer.text) < 1_000
    assert pbx.requests_to() == 0


def test_an_unknown_group_is_404_with_the_same_words_whatever_it_holds(ask, pbx):
    answer = ask("group=nobody' or 1 eq 1")
    assert answer.status_code == 404
    assert "There is no group" in answer.text
    assert pbx.requests_to(REPORT) == 0


def test_one_unknown_group_among_known_ones_is_no_smaller_file(ask):
    answer = ask("group=GRP0000&group=nobody")
    assert answer.status_code == 404
    assert "nobody" in answer.text


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (faults.html(), 502),
        (faults.odata_error("Unknown column"), 502),
        (faults.status(403), 502),
        (faults.status(401), 502),
        (faults.status(500), 503),
        (faults.status(429, retry_after="120"), 503),
        (faults.reset, 502),
    ],
    ids=["html", "refused", "not allowed", "unauthorized", "broken", "busy", "reset"],
)
def test_a_failure_of_the_pbx_has_a_status_and_a_sentence(ask, pbx, fault, status):
    pbx.script(REPORT, fault)
    answer = ask(f"group=GRP0000&{WEEK}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.count("\n") == 1
    assert "Traceback" not in answer.text
    assert API_KEY not in answer.text


def test_busy_says_when_to_come_back(ask, pbx):
    pbx.script(REPORT, faults.status(429, retry_after="120"))
    assert 115 <= int(ask("group=GRP0000").headers["retry-after"]) <= 120


def test_nobody_there_is_502(installed, clock):
    port = refused_port()
    access = DataAccess(lambda: connection(f"http://127.0.0.1:{port}"), clock=clock)
    installed(access, clock)
    answer = get_export("group=GRP0000")
    access.close()
    assert answer.status_code == 502
    assert "cannot be reached" in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TimedOut(), 504),
        (CertificateProblem(), 502),
        (TooLarge(), 502),
        (NotAnApiResponse(), 502),
        (NotOnThisVersion(), 502),
        (QueryRefused(), 502),
    ],
    ids=lambda value: getattr(value, "kind", value),
)
def test_every_other_failure_has_its_status_and_says_what_to_do(clock, error, status):
    answer = error_response(error, clock.now().timestamp())
    assert answer.status_code == status
    assert answer.body.decode() == f"{error}\n"


def test_stale_values_have_a_warning_and_their_time_in_every_row(ask, pbx, clock):
    fresh = ask("group=GRP0000&range=today")
    assert "warning" not in fresh.headers
    pbx.script(REPORT, faults.html())
    clock.pass_by(3_600)
    stale = ask("group=GRP0000&range=today")
    assert stale.status_code == 200
    assert stale.headers["warning"].startswith('110 - "The response is not one of')
    as_of = {datetime.fromisoformat(row["as_of"]) for row in rows_of(stale)}
    assert as_of == {clock.now() - timedelta(hours=1)}
