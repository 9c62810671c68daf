"""The audit: written in the background, whatever the store does, and rotated."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from telephony.answers.audit import AuditFilter, AuditKind
from telephony.data_access.audit import AuditLog, AuditTrail
from telephony.data_access.store.store import HistoryStore
from tests.support.clocks import SetClock
from tests.support.stores import IMPATIENT, NEVER, Place, fill_disk, troubled, until

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
ANN, BOB = "ann@example.com", "Bob"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def store(place: Place) -> Iterator[HistoryStore]:
    with closing(place.open()) as opened:
        yield opened


@pytest.fixture
def audit(store: HistoryStore, clock: SetClock) -> Iterator[AuditLog]:
    with closing(AuditLog(store, clock, YEAR, retry_seconds=0.02)) as log:
        yield log


def by(log: AuditLog, person: str, number: str = "abc123") -> AuditTrail:
    return AuditTrail(log, person, "192.0.2.7", number)


def targets(log: AuditLog, wanted: AuditFilter | None = None) -> list[str]:
    assert log.flush(NEVER)
    return [entry.target for entry in log.read(wanted or AuditFilter()).entries]


def test_an_entry_says_who_did_what_when_and_from_where(audit: AuditLog) -> None:
    by(audit, ANN).record(AuditKind.EXPORT, "extensions.csv?group=GRP0000, 12 rows")
    assert audit.flush(NEVER)
    page = audit.read(AuditFilter())
    (entry,) = page.entries
    assert page.total == 1
    assert entry.at == NOW
    assert (entry.person, entry.kind, entry.target, entry.address, entry.request_id) == (
        ANN,
        "export",
        "extensions.csv?group=GRP0000, 12 rows",
        "192.0.2.7",
        "abc123",
    )


def test_without_a_log_nothing_is_recorded_and_nothing_fails() -> None:
    AuditTrail().record(AuditKind.SIGN_IN, "")


def test_entries_are_filtered_by_time_person_kind_and_text(
    audit: AuditLog, clock: SetClock
) -> None:
    for hour, (person, kind, target) in enumerate(
        [
            (ANN, AuditKind.SIGN_IN, "by OpenID Connect"),
            (BOB, AuditKind.DENIED, "page Connection"),
            (ANN, AuditKind.EXPORT, "days.xlsx?group=100%_free"),
            (BOB, AuditKind.EXPORT, "days.csv?group=100"),
        ]
    ):
        clock.jump(NOW + timedelta(hours=hour) - clock.now())
        by(audit, person).record(kind, target)
    assert [one.partition("?")[0] for one in targets(audit)] == [
        "days.csv",
        "days.xlsx",
        "page Connection",
        "by OpenID Connect",
    ]
    hour = timedelta(hours=1)
    between = AuditFilter(since=NOW + hour, until=NOW + 2 * hour)
    assert targets(audit, between) == ["page Connection"]
    assert len(targets(audit, AuditFilter(person="ANN@example.com"))) == 2
    assert targets(audit, AuditFilter(person="ann")) == []
    assert targets(audit, AuditFilter(kind="denied")) == ["page Connection"]
    assert targets(audit, AuditFilter(text="OPENID")) == ["by OpenID Connect"]
    assert targets(audit, AuditFilter(text="%_")) == ["days.xlsx?group=100%_free"]
    assert targets(audit, AuditFilter(text="192.0.2", person=BOB, kind="export")) == [
        "days.csv?group=100"
    ]


def test_a_page_of_many_entries_says_how_many_there_are(audit: AuditLog) -> None:
    for number in range(1_203):
        by(audit, ANN).record(AuditKind.EXPORT, str(number))
    assert audit.flush(NEVER)
    page = audit.read(AuditFilter(), first=1_000, at_most=500)
    assert page.total == 1_203
    assert [entry.target for entry in page.entries] == [str(n) for n in range(202, -1, -1)]


def test_all_threads_record_and_none_of_it_is_lost(audit: AuditLog) -> None:
    def work(name: str) -> None:
        for number in range(50):
            by(audit, name).record(AuditKind.EXPORT, f"{name} {number}")

    threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.flush(NEVER)
    assert audit.read(AuditFilter()).total == 400
    assert audit.lost == 0


def test_any_text_can_be_recorded_on_one_line_of_bounded_length(audit: AuditLog) -> None:
    odd = "a\r\nb\x00\ud800\u202e" + "x" * 10_000
    AuditTrail(audit, odd, odd, odd).record(AuditKind.DENIED, odd)
    assert audit.flush(NEVER)
    (entry,) = audit.read(AuditFilter()).entries
    for text in (entry.person, entry.target, entry.address, entry.request_id):
        assert text.startswith("a b\ufffd")
        assert len(text) <= 500
        assert text.isprintable() or "\u202e" in text
    assert audit.lost == 0


def test_old_entries_are_deleted_and_the_others_stay(store: HistoryStore, clock: SetClock) -> None:
    with closing(AuditLog(store, clock, YEAR, retry_seconds=0.02)) as audit:
        for day in range(1_500):
            clock.jump(NOW + timedelta(hours=day) - clock.now())
            by(audit, ANN).record(AuditKind.EXPORT, str(day))
        assert audit.flush(NEVER)
    clock.jump(NOW + timedelta(hours=1_000) + YEAR - clock.now())
    with closing(AuditLog(store, clock, YEAR, retry_seconds=0.02)) as audit:
        until(lambda: audit.read(AuditFilter()).total <= 500)
        assert [entry.target for entry in audit.read(AuditFilter()).entries][-1] == "1000"
        by(audit, ANN).record(AuditKind.SIGN_IN, "later")
        clock.move(timedelta(days=2))  # the same process goes on
        until(lambda: audit.read(AuditFilter()).total == 500 - 48 + 1)


def test_a_lost_store_delays_nobody_and_costs_no_entry(place: Place, clock: SetClock) -> None:
    with closing(place.open(timeouts=IMPATIENT)) as store:
        audit = AuditLog(store, clock, YEAR, retry_seconds=0.02)
        by(audit, ANN).record(AuditKind.SIGN_IN, "before")
        assert audit.flush(NEVER)
        with troubled(place):
            began = time.monotonic()
            for number in range(200):
                by(audit, ANN).record(AuditKind.EXPORT, str(number))
            assert time.monotonic() - began < 1
            assert not audit.flush(0.2)
            until(lambda: audit.notice is not None)
        assert targets(audit) == [*map(str, range(199, -1, -1)), "before"]
        until(lambda: audit.notice is None)
        assert audit.lost == 0
        audit.close()


def test_what_finds_no_room_is_counted_and_said(place: Place, clock: SetClock) -> None:
    with closing(place.open(timeouts=IMPATIENT)) as store:
        audit = AuditLog(store, clock, YEAR, most_waiting=10, retry_seconds=0.02)
        with troubled(place):
            for number in range(25):
                by(audit, ANN).record(AuditKind.EXPORT, str(number))
                clock.move(timedelta(minutes=1))
            lost = audit.lost
            assert lost >= 15 - 1  # the writer may hold none, and nothing is stored
        until(lambda: audit.read(AuditFilter(kind="entries lost")).total == 1)
        (said,) = audit.read(AuditFilter(kind="entries lost")).entries
        assert said.target.startswith(f"{lost} entries between 2026-06-01 12:")
        assert audit.read(AuditFilter(kind="export")).total == 25 - lost
        audit.close()


def test_a_full_disk_delays_nobody(tmp_path, clock: SetClock) -> None:
    place = Place(tmp_path / "data", None)
    with closing(place.open(timeouts=IMPATIENT)) as store:
        fill_disk(store)
        audit = AuditLog(store, clock, YEAR, most_waiting=100, retry_seconds=0.02)
        began = time.monotonic()
        for _ in range(2_000):
            by(audit, ANN).record(AuditKind.EXPORT, "x" * 500)
        assert time.monotonic() - began < 2
        until(lambda: audit.notice is not None)
        assert "disk is full" in (audit.notice or "")
        until(lambda: audit.lost > 0)
        assert audit.waiting <= 100
        audit.close()


def test_what_is_waiting_is_stored_before_the_end(place: Place, clock: SetClock) -> None:
    with closing(place.open()) as store:
        audit = AuditLog(store, clock, YEAR)
        for number in range(1_200):
            by(audit, ANN).record(AuditKind.EXPORT, str(number))
        audit.close(seconds=NEVER)
    with closing(place.open()) as store, closing(AuditLog(store, clock, YEAR)) as audit:
        assert audit.read(AuditFilter()).total == 1_200


def test_two_processes_write_to_one_audit(place: Place, clock: SetClock) -> None:
    with closing(place.open()) as here, closing(place.open()) as there:
        ours, theirs = AuditLog(here, clock, YEAR), AuditLog(there, clock, YEAR)
        by(ours, ANN).record(AuditKind.SIGN_IN, "here")
        by(theirs, BOB).record(AuditKind.SIGN_IN, "there")
        assert theirs.flush(NEVER)
        assert ours.flush(NEVER)
        assert sorted(targets(ours)) == ["here", "there"]
        ours.close()
        theirs.close()


def test_a_search_looks_at_the_newest_entries_and_says_so(
    store: HistoryStore, audit: AuditLog
) -> None:
    for number in range(30):
        by(audit, ANN if number % 2 else BOB).record(AuditKind.EXPORT, str(number))
    assert audit.flush(NEVER)
    page = store.use(lambda tables: tables.audit.read(AuditFilter(person=BOB), 0, 9, 10))
    assert ([entry.target for entry in page.entries], page.total) == (
        ["28", "26", "24", "22", "20"],
        5,
    )
    assert not page.searched_all
    whole = store.use(lambda tables: tables.audit.read(AuditFilter(person=BOB), 0, 9, 30))
    assert (whole.total, whole.searched_all) == (15, True)


def test_all_entries_are_read_in_several_transactions(
    audit: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("telephony.data_access.audit._READ_AT_ONCE", 7)
    for number in range(21):
        by(audit, ANN).record(AuditKind.EXPORT, str(number))
    assert audit.flush(NEVER)
    everything = [str(number) for number in range(20, -1, -1)]
    for most in (5, 7, 20, 21, 100):
        entries = audit.read_all(AuditFilter(), most)
        assert [entry.target for entry in entries] == everything[:most]
