"""A store that hangs, is locked, slow or gone costs seconds at most, no value, and no day."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from demo_pbx.serving import RunningPbx
from telephony.answers.raw import RawQuestion
from telephony.data_access.service import DataAccess
from telephony.data_access.store.database import Turn
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.timeouts import Timeouts, run_within
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.xapi.odata_options import ODataOptions
from tests.support.clocks import SetClock
from tests.support.numbered_buckets import FIRST, SERIES, day, fetched_bucket
from tests.support.stores import IMPATIENT, NEVER, Place, troubled, until
from tests.telephony.data_access.conftest import connection_to, opened, query

pytestmark = pytest.mark.slow

T = TypeVar("T")

YEAR = (FIRST, FIRST + timedelta(days=400))


def in_time(work: Callable[[], T]) -> T:
    return run_within(NEVER, work)


@contextmanager
def silent() -> Iterator[str]:
    """A database that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"postgresql://nobody@127.0.0.1:{server.getsockname()[1]}/none"


@contextmanager
def swallowing() -> Iterator[str]:
    """An address that answers no attempt to connect: its queue is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as callers:
        for _ in range(4):
            caller = callers.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(server.getsockname())
        yield f"postgresql://nobody@127.0.0.1:{server.getsockname()[1]}/none"


@contextmanager
def refusing() -> Iterator[str]:
    """An address where nobody listens."""
    yield "postgresql://nobody@127.0.0.1:9/none"


def ask_everything(access: DataAccess) -> None:
    """All that a viewer can ask, the questions first that need no history."""
    assert access.request_probe().answer().version
    assert access.load_groups().groups
    assert len(access.load_extensions(query(Preset.TODAY)).frame)
    assert len(access.load_extensions(query(Preset.LAST_7_DAYS)).frame)
    assert len(access.request_hours(query(Preset.YESTERDAY)).answer().frame)
    history = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
    assert (len(history.held), history.gaps) == (7, ())


@pytest.mark.parametrize("database", [silent, swallowing, refusing])
def test_a_database_that_never_responds_delays_no_query_and_not_the_shutdown(
    database: Callable[[], object], pbx: RunningPbx, clock: SetClock, tmp_path: Path
) -> None:
    with database() as url:  # type: ignore[attr-defined]
        place = Place(tmp_path, url)

        def all_of_it() -> None:
            with opened(place, pbx.base_url, clock, timeouts=IMPATIENT) as access:
                ask_everything(access)
                assert re.fullmatch(
                    r"The history (store|database) does not respond\. "
                    r"Until this is fixed, values are shown but not stored\.",
                    str(access.store_notice),
                )

        in_time(all_of_it)


def test_a_store_that_stops_responding_delays_no_query_and_gets_its_days_later(
    place: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    with opened(place, pbx.base_url, clock, timeouts=IMPATIENT) as access:
        access.load_history(query(Preset.YESTERDAY), Grain.DAY)
        with troubled(place):
            in_time(lambda: ask_everything(access))
            # writing was tried: a file that is locked can be read
            assert "values are shown but not stored" in str(access.store_notice)
            assert access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY).notices
        until(lambda: access.store_notice is None)
        # the notice goes with its cause
        assert access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY).notices == ()
        before = pbx.counters.report_requests
    with opened(place, pbx.base_url, clock) as later:
        history = later.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        assert (len(history.held), history.requests) == (7, ())
    assert pbx.counters.report_requests == before


def test_days_fetched_while_the_store_is_away_are_not_fetched_again(
    in_file: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    with opened(in_file, pbx.base_url, clock, timeouts=IMPATIENT) as access:
        access.load_groups()
        with troubled(in_file):
            access.load_history(query(Preset.YESTERDAY), Grain.DAY)
            week = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
            assert len(week.requests) == 7 - 1
            total = access.load_extensions(query(Preset.LAST_7_DAYS))
            assert total.requests == ()
        until(lambda: access.store_notice is None)


def test_the_end_does_not_wait_for_a_store_that_hangs(
    place: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    access = DataAccess(
        lambda: connection_to(pbx.base_url), clock=clock, store=place.open(timeouts=IMPATIENT)
    )
    access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
    with troubled(place):
        in_time(access.close)


def test_a_database_that_is_down_at_the_start_is_used_when_it_is_there(
    pbx: RunningPbx, clock: SetClock, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.write_text("in the way")
    place = Place(folder, None)
    with opened(place, pbx.base_url, clock, timeouts=IMPATIENT) as access:
        history = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        assert len(history.held) == 7
        assert access.store_notice is not None
        folder.unlink()
        until(lambda: access.store_notice is None)
    with opened(place, pbx.base_url, clock) as later:
        assert later.load_history(query(Preset.LAST_7_DAYS), Grain.DAY).requests == ()


def test_waits_for_a_locked_store_do_not_add_up(place: Place, tmp_path: Path) -> None:
    patient = Timeouts(transaction=2, lock=1, slow=60, retry=60)
    with closing(place.open(timeouts=patient)) as store, troubled(place):
        began = time.monotonic()
        for number in range(50):
            with pytest.raises(StoreError):
                store.buckets.save(SERIES, [fetched_bucket(number, store.extensions)])
        # one wait of at most two seconds, and never fifty
        assert time.monotonic() - began < 20
        assert len(store.buckets.read(SERIES, *YEAR).buckets) == 50


def test_a_program_that_stopped_in_the_middle_of_writing_holds_nobody_up(
    postgres_server: str, place: Place
) -> None:
    if place.url is None:
        pytest.skip("a locked file is tested above")
    with closing(place.open(timeouts=IMPATIENT)) as store:
        with psycopg.connect(place.url) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", (int(Turn.BUCKETS),))
            with pytest.raises(StoreError, match="locked by another program"):
                store.buckets.save(SERIES, [fetched_bucket(1, store.extensions)])
            assert store.buckets.read(SERIES, *YEAR).notice is None
        until(lambda: store.notice is None)
        assert store.buckets.find_final(SERIES, *YEAR) == {day(1)}


def test_a_store_that_is_slow_several_times_is_not_used_until_it_is_fast(in_file: Place) -> None:
    slow = Timeouts(transaction=NEVER, lock=NEVER, slow=0.0, retry=NEVER)
    with closing(in_file.open(timeouts=slow)) as store:
        for _ in range(3):
            store.renew_leases()
        with pytest.raises(StoreError, match="too slow"):
            store.renew_leases()
        assert "too slow" in str(store.notice)


def test_a_query_with_options_needs_no_store(
    pbx: RunningPbx, clock: SetClock, tmp_path: Path
) -> None:
    with (
        silent() as url,
        opened(Place(tmp_path, url), pbx.base_url, clock, timeouts=IMPATIENT) as access,
    ):
        wanted = query(Preset.YESTERDAY)
        question = RawQuestion("GRP0000", wanted.period, wanted.area, ODataOptions())
        assert in_time(lambda: access.request_raw_rows(question).answer()).rows


def test_a_disk_that_hangs_for_good_leaves_few_threads_behind_and_is_tried_again(
    tmp_path: Path,
) -> None:
    place = Place(tmp_path, None)
    # whoever opens a pipe for writing waits until somebody reads from it
    os.mkfifo(tmp_path / "history.lock")
    hasty = Timeouts(transaction=0.2, lock=0.2, slow=60, retry=0.001)
    with closing(place.open(timeouts=hasty)) as store:
        with pytest.raises(StoreError):
            store.buckets.save(SERIES, [fetched_bucket(1, store.extensions)])
        time.sleep(1)
        # by itself it would have been tried twenty times and more
        assert sum(thread.name == "store" for thread in threading.enumerate()) < 15
        (tmp_path / "history.lock").unlink()
        until(lambda: store.notice is None)
        assert store.buckets.find_final(SERIES, *YEAR) == {day(1)}
