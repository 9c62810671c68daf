"""No secret leaves by log, page, frame, file, metrics, audit, store or backup, whatever fails.

Every kind of secret that the dashboard has or is sent is a canary, everything that can go wrong
with a response goes wrong, the database goes away in the middle, and all that came out is searched.
"""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.faults.mischief import TRANSPORT
from tests.support import faults, plain_http, stores
from tests.support.fault_server import FaultServer
from tests.support.processes import STREAMLIT, dashboard, run
from tests.support.session import Session

pytestmark = pytest.mark.slow

API_KEY = "canary-of-the-api-key"
DATABASE = "canary-of-the-database"
SHARED = "canary-of-the-shared-secret"
METRICS = "canary-of-the-metrics-token"
THROUGH = "canary-of-a-proxy"
PROVIDER = "canary-of-the-provider"
COOKIES = "canary-of-the-key-of-all-the-cookies"
COOKIE = "canary-of-a-cookie"
PASSWORD = "canary-of-a-password"
ACCESS_TOKEN = "canary-of-an-access-token"

GROUPS = "/xapi/v1/Groups"
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
ROW = {"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 2}
FIRST = date(2026, 3, 2)
# The PBX asks for quiet: what comes after these is not requested for minutes.
GATES = ("503 in a second", "429", "429 for a day")
LONGEST = 200
PAGES = ("", "trends", "hours", "groups", "explorer", "connection", "status", "no_such_page")
ADDRESSES = ("", "healthz", "readyz", "metrics", "openapi.json", "export/", "export/no", "print/1")


def everything_a_viewer_gets(url: str) -> Iterator[bytes]:
    """Pages as frames, and every address as header and body, for a viewer who sends secrets."""
    headers = {"Cookie": f"session={COOKIE}; _streamlit_user={COOKIE}"}
    ways = (
        f"Bearer {METRICS}",
        f"Bearer {ACCESS_TOKEN}",
        f"Basic {b64encode(f'a:{PASSWORD}'.encode()).decode()}",
    )
    for place, page in enumerate(PAGES):
        day = FIRST + timedelta(days=place)
        query = f"group=GRP0000&from={day}&to={day}&password={PASSWORD}"
        with Session(url, page, query, headers) as session:
            yield b"".join(message.SerializeToString() for message in session.run())
    for place, address in enumerate((*ADDRESSES, *(f"export/days.{n}" for n in ("csv", "json")))):
        day = FIRST + timedelta(days=30 + place)
        answer = plain_http.get(
            f"{url}/{address}",
            params={"group": "GRP0000", "from": str(day), "to": str(day)},
            headers={**headers, "Authorization": ways[place % len(ways)]},
            timeout=60,
        )
        yield str(answer.headers).encode() + answer.content


def everything_in(database: str) -> Iterator[bytes]:
    """Each table with each row, the audit among them."""
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        for (table,) in found:
            rows = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            yield b"\n".join(
                bytes(cell) if isinstance(cell, memoryview | bytes) else repr(cell).encode()
                for row in rows
                for cell in row
            )


@pytest.fixture
def database(postgres_server: str) -> Iterator[str]:
    with stores.new_database(postgres_server, "canaries") as made:
        yield made.replace("telephony@", f"telephony:{DATABASE}@")


SIGNING_IN = {
    "DASHBOARD_OIDC_ISSUER": "https://127.0.0.1:1",
    "DASHBOARD_OIDC_CLIENT_ID": "app",
    "DASHBOARD_OIDC_CLIENT_SECRET": PROVIDER,
    "DASHBOARD_COOKIE_SECRET": COOKIES,
    "DASHBOARD_PUBLIC_URL": "https://calls.example.com",
}


def test_no_secret_comes_out_where_people_sign_in(tmp_path: Path) -> None:
    """Nor where the provider is away, and somebody else's cookie or token is sent."""
    (tmp_path / "access.toml").write_text('[[rule]]\nuser = "*"\ngroups = "*"\n')
    own = {"DASHBOARD_ACCESS_FILE": str(tmp_path / "access.toml"), "DASHBOARD_LOG_FORMAT": "json"}
    settings = {
        "THREECX_URL": "https://127.0.0.1:1",
        "THREECX_CLIENT_ID": "app",
        "THREECX_API_KEY": API_KEY,
        **SIGNING_IN,
        **own,
    }
    with dashboard((*STREAMLIT, "--logger.level", "debug"), settings) as server:
        seen = list(everything_a_viewer_gets(server.url))
        seen += (
            plain_http.get(
                f"{server.url}/{address}", headers={"Cookie": f"_streamlit_user={COOKIE}"}
            ).text.encode()
            for address in ("auth/login", "oauth2callback?code=canary-of-a-code&state=x")
        )
        server.stop()
        seen.append(server.log().encode())
    secrets = (API_KEY, PROVIDER, COOKIES, COOKIE, PASSWORD, ACCESS_TOKEN, "canary-of-a-code")
    assert b'"level": "debug"' in seen[-1]
    assert found(secrets, seen) == {}


def test_no_secret_comes_out_whatever_goes_wrong(database: str, tmp_path: Path) -> None:
    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        rows = faults.listing([ROW])
        # after a few failures in a row nothing would be requested any more
        ready = [
            part for name, fault in TRANSPORT.items() if name not in GATES for part in (fault, rows)
        ]
        cookie = faults.status(403, set_cookie=f"session={COOKIE}")
        pbx.script(REPORT, rows, cookie, *ready, *(TRANSPORT[name] for name in GATES), rows)
        settings = {
            "THREECX_URL": pbx.origin,
            "THREECX_CLIENT_ID": "app",
            "THREECX_API_KEY": API_KEY,
            "TELEPHONY_DATABASE_URL": database,
            "TELEPHONY_SECRET": SHARED,
            "DASHBOARD_METRICS_TOKEN": METRICS,
            "HTTPS_PROXY": f"http://user:{THROUGH}@127.0.0.1:1",
        }
        with dashboard((*STREAMLIT, "--logger.level", "debug"), settings) as server:
            seen = list(everything_a_viewer_gets(server.url))
            for back in range(LONGEST):
                if pbx.requests_to(REPORT) > len(ready):
                    break
                day = FIRST - timedelta(days=back)
                seen.append(
                    plain_http.get(
                        f"{server.url}/export/extensions.csv?group=GRP0000&from={day}&to={day}",
                        headers={"Cookie": COOKIE, "Authorization": f"Bearer {PASSWORD}"},
                        timeout=60,
                    ).content
                )
            held = list(everything_in(database))
            kept = backup(settings, tmp_path / "backup.sqlite")
            gone(database)
            seen += everything_a_viewer_gets(server.url)
            server.stop()
            log = server.log()
        sent = [call.headers.get("authorization", "") for call in pbx.received]
    tokens = {value.removeprefix("Bearer ") for value in sent if value}
    assert tokens
    assert pbx.requests_to(REPORT) > len(ready)
    assert len(held) > 5
    assert b"".join(held)
    assert "DEBUG" in log
    everything = [*seen, *held, *kept, log.encode()]
    ours = (API_KEY, DATABASE, SHARED, METRICS, THROUGH)
    secrets = {*ours, COOKIE, PASSWORD, ACCESS_TOKEN, *tokens}
    assert found(secrets, everything) == {}


def found(secrets: Iterable[str], texts: Iterable[bytes]) -> dict[str, bytes]:
    """The secrets that stand in one of the texts, with what is around them."""
    return {
        secret: text[max(0, text.find(secret.encode()) - 200) :][:400]
        for text in texts
        for secret in secrets
        if secret.encode() in text
    }


def backup(settings: dict[str, str], path: Path) -> list[bytes]:
    """The file of a backup, and what the command says, at a right and at a wrong address."""
    said = []
    for environment in (settings, {**settings, "TELEPHONY_DATABASE_URL": nowhere(settings)}):
        command = (sys.executable, "-m", "telephony.store", "backup", str(path))
        ended = run(command, environment)
        said += [ended.stdout.encode(), ended.stderr.encode()]
    assert path.stat().st_size
    return [*said, path.read_bytes()]


def nowhere(settings: dict[str, str]) -> str:
    """The same database at a port where none listens."""
    before, _, after = settings["TELEPHONY_DATABASE_URL"].rpartition(":")
    return f"{before}:1/{after.partition('/')[2]}"


def gone(database: str) -> None:
    """End every connection to the database and let none come again."""
    server, _, name = database.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name))
        )
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
