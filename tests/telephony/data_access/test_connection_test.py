"""The way to a PBX step by step: each fault fails its step, says what to do, and ends the test."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509 import DNSName
from pydantic import SecretStr

from telephony.answers.connection_test import ConnectionTest, Outcome, Step
from telephony.data_access.connection_test.service import AGAIN, FRESH
from telephony.data_access.pbx.client import connection_of
from telephony.data_access.service import DataAccess
from telephony.settings.load import load_settings
from telephony.xapi.connection import Connection
from tests.support import faults
from tests.support.background_server import LOOPBACK
from tests.support.certificates import DAY, Certificate, make, one_authority
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer, Granting, refused_port
from tests.support.proxy_server import ProxyServer
from tests.telephony.xapi.client_harness import connection

pytestmark = pytest.mark.slow

TOKEN, DEFS, GROUPS = "/connect/token", "/xapi/v1/Defs", "/xapi/v1/Groups"
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
LISTED = faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann"}, {"Dn": "101", "DisplayName": "Bob"}])
REFUSED = faults.body('{"error":"invalid_client","error_description":"Not you."}', 401)
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
TITLES = (
    *("Host name", "Network", "Certificate", "Sign-in", "Roles", "3CX version", "Clock"),
    *("Groups", "Report"),
)


@pytest.fixture(scope="module", autouse=True)
def few_authorities() -> Iterator[None]:
    with one_authority():
        yield


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def pbx(clock: SetClock) -> Iterator[FaultServer]:
    with FaultServer(date=clock.now) as served:
        yield scripted(served)


def scripted(pbx: FaultServer) -> FaultServer:
    pbx.script(GROUPS, LISTED)
    pbx.script(REPORT, ROWS)
    return pbx


def ran(to: Connection, clock: SetClock) -> ConnectionTest:
    with closing(DataAccess(lambda: to, clock=clock)) as access:
        return access.request_connection_test().answer()


def steps_of(to: Connection, clock: SetClock) -> dict[str, Step]:
    test = ran(to, clock)
    assert test.finished
    assert tuple(step.title for step in test.steps) == TITLES
    return {step.title: step for step in test.steps}


def stopped_at(title: str, to: Connection, clock: SetClock) -> Step:
    """The failed step: all before it ended well, and none after it was tried."""
    steps = steps_of(to, clock)
    failed = steps[title]
    before, after = TITLES[: TITLES.index(title)], TITLES[TITLES.index(title) + 1 :]
    assert failed.outcome is Outcome.FAILED
    assert failed.advice
    assert {steps[one].outcome for one in before} <= {Outcome.PASSED, Outcome.NOT_NEEDED}
    for one in after:
        assert steps[one].outcome is Outcome.NOT_TRIED
        assert steps[one].found == f"Not tried, since “{title}” failed."
        assert steps[one].seconds is None
    return failed


@pytest.fixture
def own(tmp_path: Path) -> Certificate:
    return make("Own authority", authority=True)


def over_tls(
    tmp_path: Path, certificate: Certificate, clock: SetClock, *chain: Certificate
) -> FaultServer:
    return FaultServer(certificate.write(tmp_path / "pbx.pem", *chain), date=clock.now)


def trusting(origin: str, tmp_path: Path, authority: Certificate, **given: Any) -> Connection:
    file = tmp_path / "authority.pem"
    file.write_bytes(authority.pem)
    return connection(origin, ca_file=file, **given)


def test_a_good_pbx_passes_every_step_with_one_request_each(
    own: Certificate, tmp_path: Path, clock: SetClock
) -> None:
    certificate = make("pbx", own)
    now = SetClock(datetime.now(UTC))
    with over_tls(tmp_path, certificate, now) as pbx:
        steps = steps_of(trusting(scripted(pbx).origin, tmp_path, own), now)
        assert len(pbx.received) == 4  # the sign-in, and one each for version, groups and report
    assert [step.outcome for step in steps.values()] == [
        Outcome.NOT_NEEDED,
        *[Outcome.PASSED] * 8,
    ]
    expires = certificate.own.not_valid_after_utc
    assert f"{expires.day} {expires:%b %Y}" in steps["Certificate"].found
    assert "issued by Own authority" in steps["Certificate"].found
    assert steps["Roles"].found == "App, Reports, system_owners."
    assert steps["3CX version"].found == "20.0.8.1121."
    assert steps["Groups"].found == "1 group."
    assert steps["Report"].found == "The last 24 hours of one group: 2 extensions."
    assert all(steps[title].seconds is not None for title in ("Network", "Sign-in", "Report"))


def test_a_name_that_nobody_knows_fails_first(clock: SetClock) -> None:
    failed = stopped_at("Host name", connection("https://pbx.invalid:5001"), clock)
    assert "pbx.invalid" in failed.found
    assert "name server" in failed.advice


def test_a_name_server_that_does_not_respond_is_not_an_unknown_name(
    clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    failed = stopped_at("Host name", connection("https://pbx.example:5001"), clock)
    assert failed.found == "The name pbx.example could not be looked up."
    assert "does not respond" in failed.advice
    assert "Temporary failure" in failed.details


def test_a_name_is_shown_with_its_addresses(pbx: FaultServer, clock: SetClock) -> None:
    steps = steps_of(connection(f"http://localhost:{pbx.port}"), clock)
    assert steps["Host name"].outcome is Outcome.PASSED
    assert LOOPBACK in steps["Host name"].found
    assert steps["Report"].outcome is Outcome.PASSED


def test_one_address_of_several_that_accepts_nothing_is_a_warning(
    pbx: FaultServer, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = [(2, 1, 6, "", (LOOPBACK, 0)), (2, 1, 6, "", ("127.0.0.9", 0))]
    real = socket.getaddrinfo
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda host, *rest, **more: there if host == "localhost" else real(host, *rest, **more),
    )
    network = steps_of(connection(f"http://localhost:{pbx.port}"), clock)["Network"]
    assert network.outcome is Outcome.WARNING
    assert "127.0.0.9 does not" in network.found


def test_a_port_on_which_nothing_listens_asks_for_the_port(clock: SetClock) -> None:
    failed = stopped_at("Network", connection(f"http://127.0.0.1:{refused_port()}"), clock)
    assert failed.found.startswith("Nothing accepts connections at port ")
    assert "IP blacklist" in failed.advice


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("expired", "has expired"),
        ("future", "not valid yet"),
        ("name", "is not for 127.0.0.1"),
        ("unknown", "authority that this machine does not know"),
        ("self-signed", "self-signed"),
    ],
)
def test_each_fault_of_a_certificate_is_told_apart_and_no_secret_is_sent(
    own: Certificate, tmp_path: Path, clock: SetClock, fault: str, words: str
) -> None:
    certificate = {
        "expired": make("pbx", own, valid=(-9 * DAY, -DAY)),
        "future": make("pbx", own, valid=(DAY, 2 * DAY)),
        "name": make("pbx", own, hosts=(DNSName("other.example"),)),
        "unknown": make("pbx", own),
        "self-signed": make("pbx"),
    }[fault]
    trusted = make("Another") if fault in {"unknown", "self-signed"} else own
    with over_tls(tmp_path, certificate, clock) as pbx:
        failed = stopped_at("Certificate", trusting(pbx.origin, tmp_path, trusted), clock)
        assert pbx.received == []
    assert words in failed.found


def test_a_certificate_that_expires_soon_is_a_warning_with_the_days_left(
    own: Certificate, tmp_path: Path
) -> None:
    now = SetClock(datetime.now(UTC))
    certificate = make("pbx", own, valid=(-DAY, 5 * DAY + timedelta(hours=1)))
    with over_tls(tmp_path, certificate, now) as pbx:
        step = steps_of(trusting(scripted(pbx).origin, tmp_path, own), now)["Certificate"]
    assert step.outcome is Outcome.WARNING
    assert "in 5 days" in step.found
    assert "Renew" in step.advice


def test_a_server_without_tls_fails_at_the_certificate(pbx: FaultServer, clock: SetClock) -> None:
    origin = pbx.origin.replace("http:", "https:")
    failed = stopped_at("Certificate", connection(origin), clock)
    assert "does not speak TLS" in failed.found


def test_an_authority_file_that_is_gone_fails_at_the_certificate(
    own: Certificate, tmp_path: Path, clock: SetClock
) -> None:
    with over_tls(tmp_path, make("pbx", own), clock) as pbx:
        gone = connection(pbx.origin, ca_file=tmp_path / "none.pem")
        assert "THREECX_CA_FILE" in stopped_at("Certificate", gone, clock).advice


def test_a_wrong_key_is_sent_once_however_often_the_connection_is_tested(
    pbx: FaultServer, clock: SetClock
) -> None:
    pbx.script(TOKEN, REFUSED)
    wrong = connection(pbx.origin, api_key=SecretStr("canary-of-a-wrong-key"))
    first = stopped_at("Sign-in", wrong, clock)
    assert "refused the sign-in" in first.found
    assert "Not you." in first.details
    before = pbx.requests_to(TOKEN)
    with closing(DataAccess(lambda: wrong, clock=clock)) as access:
        for _ in range(5):
            test = access.request_connection_test(again=True).answer()
            clock.move(timedelta(minutes=1))
        failed = test.failed_step
        assert failed is not None
        assert "is not repeated now" in failed.found
        assert "next attempt is made after" in failed.advice
        assert failed.seconds is None
    assert pbx.requests_to(TOKEN) == before + 1


def test_a_pbx_whose_sign_in_is_not_there_is_no_wrong_key(
    pbx: FaultServer, clock: SetClock
) -> None:
    pbx.script(TOKEN, faults.status(404))
    assert (
        "cannot sign in at this address"
        in stopped_at("Sign-in", connection(pbx.origin), clock).found
    )


def test_a_refused_fixed_token_fails_at_the_sign_in(pbx: FaultServer, clock: SetClock) -> None:
    fixed = connection(pbx.origin, client_id=None, api_key=None, token=SecretStr("canary"))
    assert "fixed token" in stopped_at("Sign-in", fixed, clock).found


def test_roles_without_the_right_to_reports_are_a_warning_before_the_report_fails(
    clock: SetClock,
) -> None:
    with FaultServer(granting=Granting(roles=("App", "system_admins")), date=clock.now) as pbx:
        scripted(pbx).script(REPORT, faults.status(403))
        steps = steps_of(connection(pbx.origin), clock)
    assert steps["Roles"].outcome is Outcome.WARNING
    assert "“Reports” is not among them" in steps["Roles"].found
    assert "System Owner" in steps["Roles"].advice
    assert steps["Report"].outcome is Outcome.FAILED
    assert "lacks the right “Reports”" in steps["Report"].found


def test_who_may_not_list_groups_is_still_tested_for_the_report(
    pbx: FaultServer, clock: SetClock
) -> None:
    pbx.script(GROUPS, faults.status(403))
    steps = steps_of(connection(pbx.origin), clock)
    assert steps["Groups"].outcome is Outcome.WARNING
    assert "have to be typed" in steps["Groups"].found
    assert steps["Report"].found == "The last 24 hours of one group: 2 extensions."


def test_a_failed_report_does_not_say_of_which_group(pbx: FaultServer, clock: SetClock) -> None:
    pbx.script(GROUPS, faults.listing([{"Number": "SECRET", "Name": "SECRET", "Id": 28}]))
    pbx.script(REPORT, faults.html())
    failed = stopped_at("Report", connection(pbx.origin), clock)
    assert REPORT in failed.details
    assert "SECRET" not in repr(failed)


def test_a_list_of_groups_that_fails_ends_the_test(pbx: FaultServer, clock: SetClock) -> None:
    pbx.script(GROUPS, faults.html())
    assert "not one of the 3CX API" in stopped_at("Groups", connection(pbx.origin), clock).found


def test_a_pbx_without_groups_is_a_warning(pbx: FaultServer, clock: SetClock) -> None:
    pbx.script(GROUPS, faults.listing([]))
    groups = steps_of(connection(pbx.origin), clock)["Groups"]
    assert groups.outcome is Outcome.WARNING
    assert "department" in groups.advice


@pytest.mark.parametrize(
    ("version", "outcome", "words"),
    [
        ("20.0.9.12", Outcome.PASSED, "20.0.9.12."),
        ("20.0.5.551", Outcome.WARNING, "before Update 6"),
        ("18.0.9.20", Outcome.WARNING, "18.0.9.20"),
        ("", Outcome.PASSED, "does not report"),
        ("<b>", Outcome.PASSED, "<b>."),
    ],
)
def test_an_old_version_is_a_warning(
    pbx: FaultServer, clock: SetClock, version: str, outcome: Outcome, words: str
) -> None:
    pbx.script(DEFS, faults.respond({"Id": 0}, x_3cx_version=version))
    step = steps_of(connection(pbx.origin), clock)["3CX version"]
    assert step.outcome is outcome
    assert words in step.found


@pytest.mark.parametrize(
    ("ahead", "outcome", "words"),
    [
        (0, Outcome.PASSED, "same time"),
        (20, Outcome.PASSED, "20 s ahead of"),
        (-400, Outcome.WARNING, "400 s behind"),
    ],
)
def test_a_clock_that_is_off_is_a_warning(
    clock: SetClock, ahead: int, outcome: Outcome, words: str
) -> None:
    with FaultServer(date=lambda: clock.now() + timedelta(seconds=ahead)) as pbx:
        step = steps_of(connection(scripted(pbx).origin), clock)["Clock"]
    assert step.outcome is outcome
    assert words in step.found


def test_a_pbx_that_does_not_say_its_time_is_a_warning(clock: SetClock) -> None:
    with FaultServer(date=None) as pbx:
        assert steps_of(connection(scripted(pbx).origin), clock)["Clock"].outcome is Outcome.WARNING


def test_a_report_with_rows_that_cannot_be_read_is_a_warning(
    pbx: FaultServer, clock: SetClock
) -> None:
    pbx.script(REPORT, faults.listing([{"Dn": "100", "DisplayName": "Ann"}, {"DisplayName": "?"}]))
    report = steps_of(connection(pbx.origin), clock)["Report"]
    assert report.outcome is Outcome.WARNING
    assert "may be incomplete" in report.found


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_through_a_proxy_the_steps_say_what_they_see_through_it(
    tmp_path: Path, clock: SetClock, kind: str
) -> None:
    now = SetClock(datetime.now(UTC))
    own = make("pbx", hosts=(DNSName("pbx.example"),))
    with over_tls(tmp_path, own, now) as pbx, ProxyServer(pbx.port) as proxy:
        scripted(pbx)
        steps = steps_of(proxied(tmp_path, own, f"{kind}://localhost:{proxy.port}"), now)
    assert "The proxy itself looks up pbx.example" in steps["Host name"].found
    assert "The proxy" in steps["Network"].found
    assert "Seen through the proxy" in steps["Certificate"].found
    assert steps["Report"].outcome is Outcome.PASSED


def test_a_proxy_that_is_gone_fails_at_the_network_and_one_that_refuses_at_the_certificate(
    tmp_path: Path, clock: SetClock
) -> None:
    own = make("pbx", hosts=(DNSName("pbx.example"),))
    gone = proxied(tmp_path, own, f"http://ann:canary@127.0.0.1:{refused_port()}")
    failed = stopped_at("Network", gone, clock)
    assert "HTTPS_PROXY" in failed.advice
    assert "IP blacklist" not in failed.advice
    with ProxyServer(1, refusal="403 Forbidden") as proxy:
        refusing = proxied(tmp_path, own, f"http://ann:canary@127.0.0.1:{proxy.port}")
        failed = stopped_at("Certificate", refusing, clock)
    assert "through the proxy" in failed.found
    assert "canary" not in repr(failed)


def proxied(tmp_path: Path, authority: Certificate, address: str) -> Connection:
    file = tmp_path / "authority.pem"
    file.write_bytes(authority.pem)
    env = {
        "THREECX_URL": "https://pbx.example:5001",
        "THREECX_CLIENT_ID": "app",
        "THREECX_API_KEY": "canary-of-the-api-key",
        "THREECX_CA_FILE": str(file),
        "HTTPS_PROXY": address,
    }
    return connection_of(load_settings(env, None))


def test_visits_of_a_minute_share_one_test_and_nobody_gets_two_within_seconds(
    pbx: FaultServer, clock: SetClock
) -> None:
    with closing(DataAccess(lambda: connection(pbx.origin), clock=clock)) as access:
        tests = [access.request_connection_test().answer() for _ in range(3)]
        tests += [access.request_connection_test(again=True).answer() for _ in range(3)]
        assert pbx.requests_to(DEFS) == 1
        assert len({test.started for test in tests}) == 1
        clock.move(AGAIN)
        access.request_connection_test().answer()
        assert pbx.requests_to(DEFS) == 1
        access.request_connection_test(again=True).answer()
        assert pbx.requests_to(DEFS) == 2
        clock.move(FRESH)
        access.request_connection_test().answer()
        assert pbx.requests_to(DEFS) == 3
        assert pbx.grants == 1


def test_the_version_that_a_test_finds_is_known_to_the_pages(
    pbx: FaultServer, clock: SetClock
) -> None:
    with closing(DataAccess(lambda: connection(pbx.origin), clock=clock)) as access:
        assert access.pbx_version is None
        access.request_connection_test().answer()
        assert access.pbx_version == "20.0.8.1121"
