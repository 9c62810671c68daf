"""Two processes, PostgreSQL and nginx: one goes or is replaced, and nobody sees more than that."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import httpx
import psycopg
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.data_access.store.schema import VERSION
from tests.support import nginx, plain_http, stores
from tests.support.arranged import Dashboards, dashboards
from tests.support.dashboard_settings import settings
from tests.support.processes import ROOT
from tests.support.session import Session, lines, number_of, words
from tests.support.stores import until
from tests.support.visitor import Visitor

pytestmark = pytest.mark.slow

VIEW = "group=GRP0000&range=last_week"
# A page has nothing but its row then.
NOTHING_YET = "group=GRP0000&from=2100-01-01&to=2100-01-02"
VISITORS = 2
# Browsers: chance gives each its process, and not all of so many the same.
FEW, MOST = 4, 40
# nginx names whom it let in.
RIGHTS = f"""
[[rule]]
user = "{nginx.SIGNED_IN[0]}"
groups = "GRP0000"
"""
PEOPLE = Options(extensions=12)
SCHEMA = "telephony/data_access/store/schema.py"


@pytest.fixture(scope="module")
def pbx() -> Iterator[RunningPbx]:
    """That of ``both`` alone: what they ask of it is counted."""
    with running(PEOPLE) as served:
        yield served


@pytest.fixture(scope="module")
def both(
    pbx: RunningPbx, postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dashboards]:
    """Two processes for visitors that sign in; whoever ends one starts it again."""
    folder = tmp_path_factory.mktemp("both")
    rights = folder / "access.toml"
    rights.write_text(RIGHTS, encoding="utf-8")
    signing_in = {
        "DASHBOARD_PROXY_HEADER": "X-Forwarded-User",
        "DASHBOARD_PROXY_ADDRESSES": "127.0.0.1",
        "DASHBOARD_ACCESS_FILE": str(rights),
    }
    environment = {**settings(pbx.base_url), **signing_in}
    with (
        stores.new_database(postgres_server, "both") as database,
        dashboards(environment, database, folder) as arranged,
    ):
        yield arranged


def complaint(messages: list[ForwardMsg]) -> list[str]:
    """What a run shows that it should not: alerts, and a page without its numbers.

    A run that ends early begins anew at once, as a page does whose numbers have come.
    """
    said = words(messages)
    if messages[-1].script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
        return said
    shown = any("12 extensions" in line for line in lines(messages))
    return (
        said if shown else [*said, f"no numbers: {messages[-1].script_finished} {lines(messages)}"]
    )


def visitors(arranged: Dashboards, stack: ExitStack) -> list[Visitor]:
    return [
        stack.enter_context(Visitor(arranged.url, VIEW, arranged.cookies(), complaint))
        for _ in range(VISITORS)
    ]


def export(arranged: Dashboards, name: str = "days.csv") -> httpx.Response:
    return plain_http.get(
        f"{arranged.url}/export/{name}?{VIEW}",
        auth=nginx.SIGNED_IN,
        verify=nginx.trusted(),
        timeout=60,
    )


def test_who_is_with_a_process_that_is_killed_goes_on_with_the_other(
    both: Dashboards, pbx: RunningPbx
) -> None:
    with ExitStack() as stack:
        people = visitors(both, stack)
        for one in people:
            one.wait_for(1)
        for place in (0, 1):
            both.running[place].kill()
            assert export(both).status_code == 200
            for one in people:
                one.wait_for(2)
            both.start(place)
            for one in people:
                one.wait_for(1)
        assert export(both).status_code == 200
    assert [one.wrong for one in people] == [[]] * VISITORS
    # each place was killed once, and some come back twice where the first came back meanwhile
    assert max(one.lost for one in people) <= 2
    assert sum(one.lost for one in people) >= VISITORS
    assert pbx.counters.token_grants == 1


def test_each_browser_stays_with_one_process_and_each_process_gets_some(both: Dashboards) -> None:
    def number(url: str, headers: dict[str, str] | None, back_from: str = "") -> str:
        with Session(url, "", NOTHING_YET, headers, back_from) as session:
            session.ask()
            return number_of(iter(session.next, None))  # nobody waits for the page

    one, named = both.running[0].url, {"X-Forwarded-User": nginx.SIGNED_IN[0]}
    held: list[bool] = []
    while len(held) < FEW or (len(set(held)) < 2 and len(held) < MOST):
        headers = both.cookies()
        before = number(both.url, headers)
        # a session that was left is found again by its number, in its own process alone
        assert number(both.url, headers, before) == before
        held.append(number(one, named, before) == before)
    assert set(held) == {True, False}


def before_this_schema(folder: Path) -> Path:
    """The newest version of the dashboard whose tables are one version behind."""
    for commit in git("log", "--format=%H", "--", SCHEMA).decode().split():
        if f"VERSION: Final = {VERSION - 1}\n" in git("show", f"{commit}:{SCHEMA}").decode():
            with ZipFile(BytesIO(git("archive", "--format=zip", commit))) as archive:
                archive.extractall(folder)
            return folder
    pytest.skip("the previous schema is not in this checkout's past")


def git(*arguments: str) -> bytes:
    found = subprocess.run(
        (str(shutil.which("git")), *arguments), cwd=ROOT, capture_output=True, check=False
    )
    if found.returncode:
        pytest.skip(f"git cannot tell: {found.stderr.decode()}")
    return found.stdout


def schema_of(database: str) -> int:
    with psycopg.connect(database) as connection:
        [(version,)] = connection.execute("SELECT version FROM schema_version").fetchall()
    return int(version)


def test_an_upgrade_goes_from_process_to_process_while_both_versions_serve(
    postgres_server: str, tmp_path: Path
) -> None:
    before = before_this_schema(tmp_path / "before")
    with (
        running(PEOPLE) as pbx,
        stores.new_database(postgres_server, "upgrade") as database,
        dashboards(settings(pbx.base_url), database, tmp_path, started=()) as arranged,
    ):
        old = arranged.start(0, before)
        assert export(arranged).status_code == 200
        assert schema_of(database) == VERSION - 1
        with ExitStack() as stack:
            people = visitors(arranged, stack)
            for one in people:
                one.wait_for(1)
            new = arranged.start(1)
            until(lambda: schema_of(database) == VERSION)
            for one in people:
                one.wait_for(2)
            assert export(arranged, "hours.csv").status_code == 200
            old.stop()
            for one in people:
                one.wait_for(2)
            assert export(arranged, "hours.csv").status_code == 200
        assert [one.wrong for one in people] == [[]] * VISITORS
        assert {one.lost for one in people} <= {1, 2}
        for server in (old, new):
            assert "Traceback" not in server.log()
