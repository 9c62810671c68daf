"""A store that is full, broken or gone costs no figure, and leaves nobody waiting."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from demo_pbx.serving import RunningPbx
from telephony.data_access.store.locks import Leases
from telephony.data_access.store.store import HistoryStore
from telephony.frames.columns import COUNTS, TALKS
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from tests.support.clocks import SetClock
from tests.support.stores import NEVER, Place, fill_disk
from tests.telephony.data_access.conftest import access_to, opened, query

pytestmark = pytest.mark.slow

Failing = Callable[[str], HistoryStore]


@pytest.fixture
def failing(in_file: Place, monkeypatch: pytest.MonkeyPatch) -> Failing:
    """A store whose buckets fail in this method, in a way that nobody foresaw."""

    def opened_so(method: str) -> HistoryStore:
        store = in_file.open()
        monkeypatch.setattr(store.buckets, method, lambda *_: {}["no such key"])
        return store

    return opened_so


def test_a_full_disk_costs_no_value_and_is_reported(
    pbx: RunningPbx, clock: SetClock, tmp_path: Path
) -> None:
    store = Place(tmp_path, None).open()
    with access_to(pbx.base_url, clock, store) as access:
        fill_disk(store)
        history = access.load_history(query(Preset.LAST_30_DAYS), Grain.DAY)
        assert (len(history.held), history.gaps) == (30, ())
        assert any("The disk is full" in note for note in history.notices)
        assert history.complete


def test_a_deleted_data_folder_costs_the_stored_days_and_nothing_else(
    pbx: RunningPbx, clock: SetClock, tmp_path: Path
) -> None:
    place = Place(tmp_path / "data", None)
    with opened(place, pbx.base_url, clock) as access:
        access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        shutil.rmtree(place.folder)
        month = access.load_history(query(Preset.LAST_30_DAYS), Grain.DAY)
        assert (len(month.held), month.gaps, month.notices) == (30, (), ())
        assert len(month.requests) == 30
    with opened(place, pbx.base_url, clock) as access:
        assert access.load_history(query(Preset.LAST_30_DAYS), Grain.DAY).requests == ()


def test_an_unexpected_error_of_the_store_is_reported_and_leaves_nobody_waiting(
    pbx: RunningPbx, clock: SetClock, failing: Failing, caplog: pytest.LogCaptureFixture
) -> None:
    store = failing("read")
    with access_to(pbx.base_url, clock, store) as access:
        history = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
    assert {gap.error.headline for gap in history.gaps if gap.error} == {
        "The history could not be read."
    }
    assert len(history.gaps) == 7
    assert "no such key" in caplog.text


def test_an_unexpected_error_while_storing_costs_no_value_and_leaves_nobody_waiting(
    pbx: RunningPbx, clock: SetClock, failing: Failing, caplog: pytest.LogCaptureFixture
) -> None:
    store = failing("save")
    with access_to(pbx.base_url, clock, store) as access:
        fetching = access.request_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        assert fetching.wait(NEVER)
        history = fetching.result()
        assert store.count_leases("bucket:") == 0
    assert (len(history.held), history.gaps) == (7, ())
    assert history.notices == ("What was fetched could not be stored. The log has the details.",)
    assert "no such key" in caplog.text


def test_leases_that_cannot_be_given_back_leave_nobody_waiting(
    pbx: RunningPbx, clock: SetClock, in_file: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Leases, "release", lambda *_: {}["no such key"])
    with access_to(pbx.base_url, clock, in_file.open()) as access:
        fetching = access.request_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        assert fetching.wait(NEVER)
        history = fetching.result()
        assert (len(history.held), history.gaps, history.notices) == (7, (), ())


def test_a_file_that_breaks_while_it_is_open_is_set_aside_and_fetched_again(
    pbx: RunningPbx, clock: SetClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = Place(tmp_path, None)
    with opened(place, pbx.base_url, clock) as access:
        first = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
    with opened(place, pbx.base_url, clock) as access:
        whole = place.file.read_bytes()
        for path in tmp_path.glob("*-wal"):
            path.write_bytes(b"")
        with place.file.open("r+b") as file:
            file.write(b"no database any more " * (len(whole) // 21))
        again = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        assert (len(again.held), again.gaps) == (7, ())
        columns = ["bucket_start", "extension", *COUNTS, *TALKS]
        order = ["bucket_start", "extension"]
        before, after = (
            one.frame[columns].sort_values(order, ignore_index=True) for one in (first, again)
        )
        assert before.equals(after)
    assert list(tmp_path.glob("*.bad-*"))
    assert "the history store is damaged" in caplog.text
    assert "Traceback" not in caplog.text
