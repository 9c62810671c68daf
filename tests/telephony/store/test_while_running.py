"""A backup is made, and read back, while dashboards write to the store and read from it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from telephony.data_access.store.maintenance import check_file
from telephony.data_access.store.store import HistoryStore
from telephony.store import __main__ as command
from tests.support.numbered_buckets import SERIES, day, fetched_bucket
from tests.support.stores import Place, until

BEFORE = 40
MORE = 60
ALL = (day(0).start, day(BEFORE + MORE).end)


@pytest.fixture(autouse=True)
def settings(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command's settings lead to the place."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)


def save(store: HistoryStore, *numbers: int) -> None:
    store.buckets.save(
        SERIES, [fetched_bucket(number, store.extensions, rows=30) for number in numbers]
    )


def found(store: HistoryStore) -> set[object]:
    return set(store.buckets.find_final(SERIES, *ALL))


def test_a_backup_beside_a_writer_is_sound_and_the_writer_loses_nothing(
    place: Place, tmp_path: Path
) -> None:
    begun = Event()

    def write(store: HistoryStore) -> None:
        save(store, BEFORE)
        begun.set()
        for number in range(BEFORE + 1, BEFORE + MORE):
            save(store, number)

    backup = tmp_path / "backup.sqlite"
    with closing(place.open()) as store, ThreadPoolExecutor(1) as pool:
        save(store, *range(BEFORE))
        writing = pool.submit(write, store)
        begun.wait()
        assert command.main(["backup", str(backup)]) == 0
        writing.result()  # without an error of the store
        assert store.notice is None
        assert len(found(store)) == BEFORE + MORE
    listed, sound = check_file(backup)
    assert listed == sound
    assert BEFORE < sound <= BEFORE + MORE
    assert command.main(["verify"]) == 0


# what it is restored from was made of either kind above, and is a file each time
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_what_is_restored_is_found_by_a_dashboard_that_runs(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = tmp_path / "backup.sqlite"
    with closing(place.open()) as store:
        save(store, *range(BEFORE))
        assert command.main(["backup", str(backup)]) == 0
    empty = Place(tmp_path / "empty", None)
    monkeypatch.delenv("TELEPHONY_DATABASE_URL", raising=False)
    monkeypatch.setenv("TELEPHONY_DATA_DIR", str(empty.folder))
    stop = Event()

    def read_and_write(store: HistoryStore) -> int:
        days = 0
        while not stop.is_set():
            save(store, BEFORE + days % MORE)
            found(store)
            days += 1
        return days

    with closing(empty.open()) as running, ThreadPoolExecutor(1) as pool:
        at_work = pool.submit(read_and_write, running)
        try:
            assert command.main(["restore", str(backup)]) == 0
            until(lambda: {day(number) for number in range(BEFORE)} <= found(running))
        finally:
            stop.set()
        assert at_work.result() > 0
        assert running.notice is None
        read = running.buckets.read(SERIES, *ALL)
        assert read.damaged == ()
        assert len(read.buckets) >= BEFORE
