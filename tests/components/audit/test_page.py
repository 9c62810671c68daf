"""The page of the audit: filtered, paged, as a file, and honest about what it lacks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from telephony.access.viewer import EVERYBODY, Role
from telephony.answers.audit import AuditFilter, AuditKind
from telephony.context import Context
from tests.server.export_client import GROUPS, REPORT, ROWS
from tests.support import faults, people
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import arrived, draw, files, notices, said
from tests.support.stores import NEVER, Place, locked, until
from tests.telephony.xapi.client_harness import QuickClock

ADMIN = people.person("root", role=Role.ADMIN)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def context(clock: SetClock, tmp_path: Path) -> Iterator[Context]:
    with (
        FaultServer() as pbx,
        people.context_for(ADMIN, pbx, clock, tmp_path) as installed,
    ):
        yield installed


def record(context: Context, clock: SetClock, *targets: str, person: str = "ann") -> None:
    """An entry each, a minute apart."""
    log = context.audit.log
    assert log is not None
    for target in targets:
        log.add(person, AuditKind.EXPORT, target, "192.0.2.9", "f00")
        clock.move(timedelta(minutes=1))
    assert log.flush(NEVER)


def rows(app: AppTest) -> list[list[str]]:
    assert not app.exception
    shown = app.dataframe[0].value.to_numpy().tolist() if app.dataframe else []
    return [[str(cell) for cell in row] for row in shown]


def test_entries_are_listed_newest_first_on_the_clocks_of_the_pbx(
    context: Context, clock: SetClock
) -> None:
    record(context, clock, "first", "second")
    app = draw("audit", "")
    assert rows(app) == [
        ["2026-06-01 14:01:00", "ann", "export", "second", "192.0.2.9", "f00"],
        ["2026-06-01 14:00:00", "ann", "export", "first", "192.0.2.9", "f00"],
    ]
    assert app.dataframe[0].value.columns[0] == "Time (Europe/Berlin)"
    assert "YYYY-MM-DD HH:mm:ss" in app.dataframe[0].proto.columns  # as the viewer writes dates
    assert "2 entries." in said(app)


def test_entries_are_filtered_by_days_person_kind_and_text(
    context: Context, clock: SetClock
) -> None:
    record(context, clock, "of last month")
    clock.move(timedelta(days=30))
    record(context, clock, "days.csv", person="bob")
    record(context, clock, "hours.csv")
    app = draw("audit", "")
    assert [row[3] for row in rows(app)] == ["hours.csv", "days.csv"]
    app.text_input(key="audit_person").set_value(" BOB ").run()
    assert [row[3] for row in rows(app)] == ["days.csv"]
    app.text_input(key="audit_person").set_value("").run()
    app.text_input(key="audit_text").set_value("hours").run()
    assert [row[3] for row in rows(app)] == ["hours.csv"]
    app.selectbox(key="audit_kind").set_value("denied").run()
    assert notices(app) == ["There is no such entry."]
    app.selectbox(key="audit_kind").set_value("").run()
    app.text_input(key="audit_text").set_value("").run()
    app.date_input(key="audit_days").set_value((date(2026, 6, 1), date(2026, 6, 1))).run()
    assert [row[3] for row in rows(app)] == ["of last month"]
    app.date_input(key="audit_days").set_value((date(2026, 6, 2), date(2026, 6, 2))).run()
    assert rows(app) == []


def test_a_long_list_has_pages_and_the_file_has_all_of_it(
    context: Context, clock: SetClock
) -> None:
    record(context, clock, *(f"number {n}" for n in range(1_200)))
    app = draw("audit", "")
    assert len(rows(app)) == 1_000
    assert "Rows 1 to 1,000 of 1,200" in said(app)


def test_the_file_has_the_filter_and_no_formula_and_is_an_entry_itself(
    context: Context, clock: SetClock
) -> None:
    record(context, clock, "=cmd|' /C calc'!A0", "Ä, “x”\n2")
    app = draw("audit", "")
    [(_, write)] = [file for words, file in files(app, "unused").items() if words == "CSV"]
    content = write()
    table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert table == [
        ["time", "person", "kind", "target", "address", "request"],
        ["2026-06-01T12:01:00+00:00", "ann", "export", "Ä, “x” 2", "192.0.2.9", "f00"],
        ["2026-06-01T12:00:00+00:00", "ann", "export", "'=cmd|' /C calc'!A0", "192.0.2.9", "f00"],
    ]
    log = context.audit.log
    assert log is not None
    assert log.flush(NEVER)
    assert rows(draw("audit", ""))[0][1:4] == ["root", "export", "audit.csv: 2 rows"]


def test_it_says_when_entries_wait_and_when_some_are_lost(
    context: Context, clock: SetClock, tmp_path: Path
) -> None:
    record(context, clock, "before")
    log = context.audit.log
    assert log is not None
    with locked(Place(tmp_path, None).file):
        log.add("ann", AuditKind.EXPORT, "meanwhile", "", "")
        until(lambda: log.notice is not None)
        app = draw("audit", "")
        [said_now] = notices(app)
        assert said_now.startswith("The audit is not stored now.")
        assert said_now.endswith("1 entry waits.")
        assert [row[3] for row in rows(app)] == ["before"]
    assert log.flush(NEVER)


def test_a_file_of_a_page_is_an_entry(clock: SetClock, tmp_path: Path) -> None:
    with (
        FaultServer() as pbx,
        people.context_for(ADMIN, pbx, clock, tmp_path) as context,
    ):
        listed = [{"Number": "GRP0000", "Name": "Sales", "Id": 28}]
        pbx.script(GROUPS, faults.listing(listed))
        pbx.script(REPORT, faults.listing(ROWS))
        app = arrived(draw("overview", "group=GRP0000&range=yesterday"))
        _, write = files(app, "export")["CSV"]
        write()
        assert context.audit.log is not None
        assert context.audit.log.flush(NEVER)
        [entry] = context.audit.log.read(AuditFilter()).entries
        assert (entry.person, entry.kind, entry.address) == ("root", "export", "192.0.2.7")
        assert entry.target.startswith("extensions_GRP0000_2026-05-31")
        assert entry.target.endswith(".csv: 3 rows")


def test_a_group_of_a_link_that_is_not_allowed_is_an_entry_once(
    clock: SetClock, tmp_path: Path
) -> None:
    with (
        FaultServer() as pbx,
        people.context_for(people.person("ann", "GRP0000"), pbx, clock, tmp_path) as context,
    ):
        pbx.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        pbx.script(REPORT, faults.listing(ROWS))
        app = draw("overview", "group=GRP0000&group=GRP0007")
        app.run()
        assert context.audit.log is not None
        assert context.audit.log.flush(NEVER)
        found = context.audit.log.read(AuditFilter()).entries
        assert [(one.person, one.kind, one.target) for one in found] == [
            ("ann", "denied", "group GRP0007")
        ]


def test_where_nobody_signs_in_there_is_an_audit_too(clock: SetClock, tmp_path: Path) -> None:
    with (
        FaultServer() as pbx,
        people.context_for(EVERYBODY, pbx, QuickClock(), tmp_path) as context,
    ):
        context.audit.record(AuditKind.EXPORT, "extensions.csv?group=GRP0000: 3 rows")
        assert context.audit.log is not None
        assert context.audit.log.flush(NEVER)
        assert [row[1:4] for row in rows(draw("audit", ""))] == [
            ["", "export", "extensions.csv?group=GRP0000: 3 rows"]
        ]
