"""What the running dashboard writes to its audit, and that it writes no secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from telephony.access.identity import Identity
from telephony.answers.audit import AuditEntry, AuditFilter
from telephony.data_access.access_tokens import AccessTokens
from telephony.xapi.clock import SystemClock
from tests.server.export_client import GROUPS, REPORT, ROWS
from tests.support import dashboard_settings, faults, plain_http
from tests.support.fault_server import FaultServer
from tests.support.processes import Server, dashboard
from tests.support.session import Session
from tests.support.stores import Place, until
from threecx_dashboard import __version__

MARIA, OTTO = "maria@example.com", "otto@example.com"
HEADER, GROUPS_HEADER = "Remote-User", "Remote-Groups"
RULES = """\
[[rule]]
user = "maria@example.com"
groups = "GRP0000"

[[rule]]
claim = { groups = "call centre" }
groups = "GRP0000"
"""
EXPORT = "/export/extensions.csv?group=GRP0000&range=last_month"
ELSEWHERE = "192.0.2.7"


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        server.script(REPORT, faults.listing(ROWS))
        yield server


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "data", None)


@pytest.fixture
def environment(pbx: FaultServer, place: Place, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "access.toml").write_text(RULES, "utf-8")
    return {
        **dashboard_settings.settings(pbx.origin),
        **place.environment,
        "DASHBOARD_PROXY_HEADER": HEADER,
        "DASHBOARD_PROXY_GROUPS_HEADER": GROUPS_HEADER,
        "DASHBOARD_PROXY_ADDRESSES": "127.0.0.1",
        "DASHBOARD_ACCESS_FILE": str(tmp_path / "access.toml"),
    }


def by_proxy(name: str, groups: str = "") -> dict[str, str]:
    """The headers of a request that the proxy passes on."""
    return {HEADER: name, GROUPS_HEADER: groups, "X-Forwarded-For": ELSEWHERE}


def get(server: Server, path: str, headers: Mapping[str, str]) -> httpx.Response:
    return plain_http.get(server.url + path, headers=headers, timeout=60)


def entries(place: Place) -> list[AuditEntry]:
    """The whole audit, the oldest first."""
    with closing(place.open()) as store:
        page = store.use(lambda tables: tables.audit.read(AuditFilter(), 0, 1_000), writes=False)
    return list(page.entries)[::-1]


def lines(found: list[AuditEntry]) -> list[tuple[str, str, str]]:
    return [(entry.kind, entry.person, entry.target) for entry in found]


def test_start_and_stop_are_in_the_audit_with_the_version(
    environment: dict[str, str], place: Place
) -> None:
    with dashboard(environment=environment):
        pass
    assert lines(entries(place)) == [
        ("started", "", f"version {__version__}"),
        ("stopped", "", f"version {__version__}"),
    ]


def test_visits_exports_and_denials_are_in_the_audit_with_who_and_from_where(
    environment: dict[str, str], place: Place
) -> None:
    with dashboard(environment=environment) as server:
        responses = [
            get(server, EXPORT, by_proxy(MARIA)),
            get(server, EXPORT, by_proxy(MARIA)),
            get(server, EXPORT.replace("GRP0000", "GRP0007"), by_proxy(MARIA)),
            get(server, EXPORT, {"X-Forwarded-For": ELSEWHERE}),
        ]
        assert [response.status_code for response in responses] == [200, 200, 404, 401]
        with Session(server.url, "overview", "group=GRP0007", by_proxy(OTTO)) as session:
            session.run()
        with Session(server.url, "overview", "group=GRP0007", by_proxy(MARIA)) as session:
            session.run()
            session.run()
    found = entries(place)
    export = "extensions.csv?group=GRP0000&range=last_month: 3 rows"
    denied = "extensions.csv?group=GRP0007&range=last_month: no such group, or not allowed"
    assert lines(found[1:-1]) == [
        ("signed in", MARIA, "at the proxy in front"),
        ("export", MARIA, export),
        ("export", MARIA, export),
        ("denied", MARIA, denied),
        ("denied", "", "/export/extensions.csv: not signed in, 1 in a row"),
        ("signed in", OTTO, "at the proxy in front"),
        ("denied", OTTO, "every page: no rights"),
        ("denied", MARIA, "group GRP0007"),
    ]
    assert {entry.address for entry in found[1:-1]} == {ELSEWHERE}
    numbers = [response.headers["X-Request-ID"] for response in responses]
    assert [entry.request_id for entry in found[2:6]] == numbers


def test_a_token_of_another_process_works_until_that_revokes_it(
    environment: dict[str, str], place: Place, tmp_path: Path
) -> None:
    with (
        dashboard(environment=environment) as server,
        closing(place.open()) as store,
    ):
        tokens = AccessTokens(store, SystemClock())
        said = Identity(OTTO, OTTO, {"groups": frozenset({"call centre"})}).said()
        secret, made = tokens.make(OTTO, "Report", 30, None, said)
        token = secret.get_secret_value()
        bearer = {"Authorization": f"Bearer {token}", "X-Forwarded-For": ELSEWHERE}
        assert get(server, EXPORT, bearer).status_code == 200
        # what the proxy says of its owner at the next visit is what holds
        for groups, status in (("another", 403), ("call centre", 200)):
            get(server, EXPORT, by_proxy(OTTO, groups))
            until(lambda groups=groups: groups in tokens.list(OTTO)[0].claims)
            assert get(server, EXPORT, bearer).status_code == status
        tokens.revoke(OTTO, made.id)
        refused = get(server, EXPORT, bearer)
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
        get(server, f"{EXPORT}&token={token}", by_proxy(OTTO, "call centre"))
        (tmp_path / "access.toml").write_text("[[rule", "utf-8")
        until(lambda: get(server, "/export", by_proxy(OTTO)) and "stay in force" in server.log())
        (tmp_path / "access.toml").write_text(RULES.replace("0000", "0001"), "utf-8")
        until(lambda: get(server, "/export", by_proxy(OTTO)) and "have changed" in server.log())
        assert get(server, EXPORT, by_proxy(MARIA)).status_code == 404
        log = server.log()
    found = lines(entries(place))
    assert ("denied", OTTO, "access token “Report”: revoked, 1 in a row") in found
    settings = [target for kind, _, target in found if kind == "settings"]
    assert settings[0].startswith("The previous access rules stay in force:")
    assert settings[1] == "The access rules have changed: 2 rules"
    random = token.removeprefix("tdb_")
    assert random not in log
    assert random not in str(found)
    assert random.encode() not in b"".join(
        path.read_bytes() for path in place.folder.iterdir() if path.is_file()
    )
