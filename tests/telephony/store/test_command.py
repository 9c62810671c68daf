"""The command checks, copies, restores and prunes a store, also while a dashboard uses it."""

from __future__ import annotations

import os
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from telephony.data_access.pbx.client import connection_of
from telephony.data_access.store.bucket_values import Series
from telephony.data_access.store.maintenance import CheckResult
from telephony.settings.load import load_settings
from telephony.store import __main__ as command
from telephony.store.age import Age
from telephony.store.words import store_words
from tests.support.clocks import SetClock
from tests.support.numbered_buckets import FIRST, SERIES, day, fetched_bucket, same
from tests.support.processes import quickest, run
from tests.support.stores import Place
from tests.support.two_pbxs import KEYS, pbx_toml
from tests.telephony.periods.ranges import wall

DAYS = 12
YEAR = (FIRST, FIRST + timedelta(days=400))
OTHER = Series("0" * 64, "O'Neil", 2)
# For what only a file has, and what is the same for both.
in_a_file = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def settings(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command's settings lead to the place."""
    use(place, monkeypatch)
    monkeypatch.setenv("THREECX_TIMEZONE", "UTC")
    monkeypatch.chdir(tmp_path)


def use(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TELEPHONY_DATABASE_URL", raising=False)
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def filled(place: Place) -> Place:
    with closing(place.open()) as store:
        store.buckets.save(
            SERIES, [fetched_bucket(number, store.extensions) for number in range(DAYS)]
        )
        store.buckets.save(OTHER, [fetched_bucket(3, store.extensions, rows=0)])
    return place


@pytest.fixture
def another(request: pytest.FixtureRequest, place: Place, tmp_path: Path) -> Iterator[Place]:
    """An empty place of the other kind."""
    if place.url is not None:
        yield Place(tmp_path / "another", None)
        return
    with request.getfixturevalue("spare_database").lent() as url:
        yield Place(tmp_path / "another", url)


def change(place: Place, statement: str) -> None:
    if place.url is None:
        with closing(sqlite3.connect(place.file)) as connection:
            connection.execute(statement)
            connection.commit()
        return
    with psycopg.connect(place.url) as server:
        server.execute(statement)  # type: ignore[call-overload]


def held(place: Place) -> int:
    """How many buckets a store has; fails for one that is not as it was saved."""
    with closing(place.open()) as store:
        found = store.buckets.read(SERIES, *YEAR).buckets
        for one in found:
            number = (one.bucket.start - FIRST).days
            assert same(
                one, fetched_bucket(number, store.extensions), store.extensions, store.extensions
            )
        return len(found) + len(store.buckets.read(OTHER, *YEAR).buckets)


def test_a_sound_store_is_verified(filled: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["verify"]) == 0
    output = capsys.readouterr().out
    assert output == (
        "13 buckets of 2 groups, 1–12 Jan 2026, 13 of them final.\nAll checksums match.\n"
    )


def test_damage_is_found_listed_and_not_changed(
    filled: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    change(filled, "UPDATE figures SET inbound_talk_us = 7 WHERE bucket_id = 3")
    for _ in range(2):
        assert command.main(["verify"]) == 1
        output = capsys.readouterr()
        line = "damaged: group GRP0000, all calls, 2026-01-03 00:00 to 2026-01-04 00:00"
        assert line in output.out
        assert output.err.startswith("1 of 13 buckets damaged.")


def test_a_backup_restores_all_of_it_into_a_database_of_the_other_kind(
    filled: Place,
    another: Place,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    backup = tmp_path / "backup.sqlite"
    with closing(filled.open()) as in_use:
        assert command.main(["backup", str(backup)]) == 0
        assert in_use.notice is None
    assert capsys.readouterr().out == f"13 buckets copied to {backup}.\n"
    assert [path.name for path in tmp_path.glob("backup*")] == ["backup.sqlite"]
    assert backup.stat().st_mode & 0o077 == 0
    assert command.main(["verify", str(backup)]) == 0
    use(another, monkeypatch)
    assert command.main(["restore", str(backup)]) == 0
    assert "13 buckets restored, 0 already stored." in capsys.readouterr().out
    assert command.main(["restore", str(backup)]) == 0
    assert "0 buckets restored, 13 already stored." in capsys.readouterr().out
    assert held(another) == DAYS + 1


def test_a_backup_holds_no_sign_in(filled: Place, tmp_path: Path) -> None:
    with closing(filled.open()) as store:
        store.take_leases("secret-lease")
        assert command.main(["backup", "backup.sqlite"]) == 0
    assert b"secret-lease" not in (tmp_path / "backup.sqlite").read_bytes()


def test_a_backup_never_replaces_a_file_and_leaves_no_partial_one(
    filled: Place, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "there").write_text("mine")
    assert command.main(["backup", "there"]) == 1
    assert (tmp_path / "there").read_text() == "mine"
    assert "already exists" in capsys.readouterr().err
    assert command.main(["backup", "no/such/folder"]) == 1
    assert "cannot be written" in capsys.readouterr().err


@in_a_file
@pytest.mark.parametrize("name", ["history.sqlite-wal", "history.sqlite-journal", "history.lock"])
def test_a_backup_never_takes_a_name_that_sqlite_would_overwrite(
    filled: Place, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    beside = filled.folder / name
    beside.unlink(missing_ok=True)
    for path in (beside, filled.folder / ".." / filled.folder.name / name):
        assert command.main(["backup", str(path)]) == 1
        assert "Choose a new name" in capsys.readouterr().err
        assert held(filled) == DAYS + 1


def test_a_backup_of_a_damaged_store_has_the_sound_buckets_and_says_so(
    filled: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    change(filled, "DELETE FROM figures WHERE bucket_id = 5")
    assert command.main(["backup", "backup.sqlite"]) == 1
    output = capsys.readouterr()
    assert output.out.startswith("12 buckets copied")
    assert output.err.startswith("1 bucket")


def test_a_truncated_file_can_be_restored_from(
    filled: Place, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert command.main(["backup", "backup.sqlite"]) == 0
    whole = (tmp_path / "backup.sqlite").read_bytes()
    (tmp_path / "cut").write_bytes(whole[:-8192])
    for table in ("figures", "bucket", "extension"):
        change(filled, f"DELETE FROM {table}")  # noqa: S608  # our own names
    assert command.main(["restore", "cut"]) == 1
    assert "damaged. These are not restored." in capsys.readouterr().err
    assert 0 < held(filled) < DAYS + 1
    assert command.main(["restore", "backup.sqlite"]) == 0
    assert held(filled) == DAYS + 1


def test_restoring_never_replaces_a_newer_bucket_by_an_older_one(filled: Place) -> None:
    early = replace(day(20))
    with closing(filled.open()) as store:
        store.buckets.save(SERIES, [fetched_bucket(20, store.extensions, final=False, salt=1)])
        assert command.main(["backup", "backup.sqlite"]) == 0
        store.buckets.save(SERIES, [fetched_bucket(20, store.extensions)])
        assert command.main(["restore", "backup.sqlite"]) == 0
        (found,) = store.buckets.read(SERIES, early.start, early.end).buckets
        assert same(found, fetched_bucket(20, store.extensions), store.extensions, store.extensions)


def test_old_buckets_and_unused_names_are_pruned(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with closing(place.open()) as store:
        every = [
            replace(fetched_bucket(number, store.extensions, rows=1 + number), bucket=bucket)
            for number, bucket in enumerate(
                replace(
                    day(0), start=today - timedelta(days=ago), end=today - timedelta(days=ago - 1)
                )
                for ago in (5, 40, 400)
            )
        ]
        store.buckets.save(SERIES, every)
        assert command.main(["prune", "--keep", "24months"]) == 0
        assert capsys.readouterr().out.startswith("0 buckets")
        assert command.main(["prune", "--keep", "30days"]) == 0
        output = capsys.readouterr().out
        assert output.startswith("2 buckets from before")
        assert "and 2 unused names" in output
        # the dashboard that is running meets names that are gone, and ids that mean others
        names = [("900", "New"), ("901", "Newer")]
        other = fetched_bucket(9, store.extensions, rows=2)
        values = replace(other.values, codes=store.extensions.codes(names))
        store.buckets.save(SERIES, [replace(other, values=values)])
        store.buckets.save(SERIES, [fetched_bucket(8, store.extensions, rows=3)])
    assert command.main(["verify"]) == 0


def test_names_stored_after_pruning_are_read_where_older_ones_are_cached(
    filled: Place,
) -> None:
    with closing(filled.open()) as reader, closing(filled.open()) as writer:
        assert len(reader.buckets.read(SERIES, *YEAR).buckets) == DAYS
        change(filled, "DELETE FROM figures")
        change(filled, "DELETE FROM bucket")
        change(filled, "DELETE FROM extension")
        other = fetched_bucket(9, writer.extensions, rows=2)
        names = writer.extensions.codes([("900", "New"), ("901", "Newer")])
        writer.buckets.save(SERIES, [replace(other, values=replace(other.values, codes=names))])
        found = reader.buckets.read(SERIES, *YEAR)
        assert (len(found.buckets), found.damaged) == (1, ())


@in_a_file
@pytest.mark.parametrize("keep", ["", "24", "months", "0days", "-3days", "2 fortnights"])
def test_a_text_that_is_no_age_is_refused(keep: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["prune", f"--keep={keep}"])
    assert ended.value.code == 2
    assert "such as 24months" in capsys.readouterr().err


@in_a_file
def test_an_age_beyond_the_calendar_is_refused(
    filled: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["prune", "--keep", "9999years"]) == 1
    assert "before the year 1" in capsys.readouterr().err


@in_a_file
@given(st.datetimes(wall("2020-01-01"), wall("2030-01-01")))
@example(wall("2028-02-29T12:00"))
@example(wall("2026-12-31T23:30"))
def test_an_age_begins_at_midnight_where_the_pbx_is(now: datetime) -> None:
    zone = ZoneInfo("Europe/Berlin")
    aware = now.replace(tzinfo=UTC)
    before = Age("24 Months").before(aware, zone).astimezone(zone)
    today = aware.astimezone(zone)
    day = f"{today:%m-%d}".replace("02-29", "03-01")  # where its year has no such day
    assert before.replace(tzinfo=None) == wall(f"{today.year - 2}-{day}T00:00")


@in_a_file
def test_looking_for_a_store_does_not_create_one(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["verify"], ["backup", "b"], ["prune", "--keep", "1year"]):
        assert command.main(words) == 1
        assert "There is no history at" in capsys.readouterr().err
    assert not place.file.exists()


@in_a_file
def test_a_damaged_file_is_reported_and_not_changed(
    filled: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(filled.file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    filled.file.write_bytes(filled.file.read_bytes()[:9_000])
    for words in (["verify"], ["backup", "b"], ["prune", "--keep", "1year"]):
        assert command.main(words) == 1
        assert "is damaged" in capsys.readouterr().err
    assert filled.file.stat().st_size == 9_000
    assert [path.name for path in filled.folder.glob("*bad*")] == []


@in_a_file
@pytest.mark.parametrize("content", [None, b"Extension;Calls\n"])
def test_what_is_no_backup_is_refused(
    place: Place, tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "other").write_bytes(content)
    assert command.main(["restore", "other"]) == 1
    output = capsys.readouterr().err
    assert ("There is no file" if content is None else "is not a history") in output


@in_a_file
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("words", ["verify", "restore"])
def test_a_pipe_is_not_waited_for(
    place: Place, tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert command.main([words, "pipe"]) == 1
    assert "There is no file pipe" in capsys.readouterr().err


@in_a_file
def test_a_database_that_does_not_respond_is_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    use(Place(tmp_path, f"postgresql://nobody@127.0.0.1:{port}/none"), monkeypatch)
    assert command.main(["verify"]) == 1
    assert "does not respond" in capsys.readouterr().err


@in_a_file
@pytest.mark.slow
def test_the_command_runs_as_a_module(filled: Place) -> None:
    command = (sys.executable, "-m", "telephony.store", "verify")
    ended = run(command, filled.environment, start=quickest)
    assert (ended.returncode, ended.stderr) == (0, "")


@in_a_file
def test_of_several_pbxs_each_is_pruned_by_its_own_days_and_damage_names_its_pbx(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "pbx.toml"
    origins = {"berlin": "https://berlin.example.com", "york": "https://york.example.com"}
    file.write_text(pbx_toml(origins), encoding="utf-8")
    monkeypatch.delenv("THREECX_TIMEZONE")
    monkeypatch.setenv("TELEPHONY_PBX_FILE", str(file))
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    systems = load_settings(env_file=None).systems
    berlin, york, gone = (
        Series(pbx, "GRP0000", 0)
        for pbx in (*(connection_of(one).identity for one in systems), "0" * 64)
    )
    with closing(place.open()) as store:
        for series in (berlin, york, gone):
            store.buckets.save(series, [fetched_bucket(1, store.extensions)])
    clock = SetClock(FIRST + timedelta(days=32, hours=3))
    monkeypatch.setattr(command, "SystemClock", lambda: clock)

    def held() -> set[str]:
        with closing(place.open()) as store:
            return {
                series.pbx
                for series in (berlin, york, gone)
                if store.buckets.read(series, *YEAR).buckets
            }

    assert command.main(["prune", "--keep", "30days", "--pbx", "rome"]) == 1
    assert "There is no PBX 'rome'. Known: berlin, york." in capsys.readouterr().err
    assert command.main(["prune", "--keep", "29days", "--pbx", "york"]) == 0
    assert held() == {berlin.pbx, gone.pbx}
    assert command.main(["prune", "--keep", "30days"]) == 0
    assert held() == {berlin.pbx, gone.pbx}
    assert command.main(["prune", "--keep", "28days"]) == 0
    assert held() == set()
    damaged = CheckResult((), ((york, day(1)),), 0)
    owners = {york.pbx: systems[1].system}
    assert store_words(damaged, systems[0].zone, owners)[1] == (
        "damaged: New York, group GRP0000, all calls, 2026-01-01 19:00 to 2026-01-02 19:00"
    )
