"""Two programs over one store: what is not stored as days is requested once for both as well."""

from __future__ import annotations

import itertools
import json
import shutil
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event, select, update

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.access.viewer import GroupRights, Role, Viewer
from telephony.answers.raw import RawQuestion
from telephony.data_access.pbx import shared_responses
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess
from telephony.data_access.store import locks, recent_responses
from telephony.data_access.store.database import Turn
from telephony.data_access.store.maintenance import prune
from telephony.data_access.store.schema import recent_response as table
from telephony.data_access.store.store import HistoryStore
from telephony.data_access.store.timeouts import run_within
from telephony.periods.presets import Preset
from telephony.query.view import CallArea
from telephony.xapi.errors import NoSuchGroup, XapiError
from telephony.xapi.odata_options import ODataOptions
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Fault, FaultServer
from tests.support.stores import IMPATIENT, NEVER, Place, fill_disk, troubled, until
from tests.telephony.data_access.conftest import NOON, access_to, connection_to, opened, query
from tests.telephony.xapi.client_harness import API_KEY, GROUPS, REPORT, connection

pytestmark = pytest.mark.slow

OPTIONS = ODataOptions(filter="InboundAnsweredCount gt 1", top=5, count=True)
Ask = Callable[[DataAccess, bool], Any]


def today(access: DataAccess, refresh: bool = False) -> Any:
    answer = access.request_extensions(query(Preset.TODAY), refresh=refresh).answer()
    return answer.frame.to_dict(), answer.as_of


def last_week(access: DataAccess, refresh: bool = False) -> Any:
    wanted = query(Preset.LAST_WEEK, area=CallArea.EXTERNAL)
    return access.request_extensions(wanted, refresh=refresh).answer().frame.to_dict()


def hours(access: DataAccess, refresh: bool = False) -> Any:
    answer = access.request_hours(query(Preset.LAST_WEEK), refresh=refresh).answer()
    return answer.frame.to_dict(), answer.as_of


def groups(access: DataAccess, refresh: bool = False) -> Any:
    return access.load_groups(refresh=refresh).groups


def office_hours(access: DataAccess, _: bool = False) -> Any:
    return access.request_office_hours().answer()


def explorer(access: DataAccess, refresh: bool = False) -> Any:
    period = query(Preset.LAST_WEEK).period
    question = RawQuestion("GRP0000", period, CallArea.ALL, OPTIONS)
    answer = access.request_raw_rows(question, refresh=refresh).answer()
    return answer.rows, answer.count, answer.requests


@contextmanager
def access_for(origin: str, clock: SetClock, store: HistoryStore) -> Iterator[DataAccess]:
    """A data access to a scripted PBX; both it and the store are closed at the end."""
    with closing(DataAccess(lambda: connection(origin), clock=clock, store=store)) as access:
        yield access


KINDS: Sequence[Ask] = (today, last_week, hours, groups, office_hours, explorer)


@pytest.fixture
def slow_pbx(clock: SetClock) -> Iterator[RunningPbx]:
    with running(Options(extensions=12, latency_ms=100), clock=clock.now) as served:
        yield served


@contextmanager
def programs(place: Place, origin: str, clock: SetClock) -> Iterator[list[DataAccess]]:
    with ExitStack() as stack:
        yield [stack.enter_context(opened(place, origin, clock)) for _ in range(2)]


@pytest.fixture
def both(place: Place, slow_pbx: RunningPbx, clock: SetClock) -> Iterator[list[DataAccess]]:
    with programs(place, slow_pbx.base_url, clock) as opened_programs:
        yield opened_programs


def requests(pbx: RunningPbx) -> Counter[str]:
    return Counter(one.target for one in pbx.requests if one.target.startswith("/xapi"))


def test_what_one_program_has_just_requested_the_other_does_not(
    both: list[DataAccess], slow_pbx: RunningPbx
) -> None:
    for ask in KINDS:
        first = ask(both[0], False)
        before = requests(slow_pbx)
        assert ask(both[1], False) == first
        assert requests(slow_pbx) == before
        assert set(before.values()) == {1}


def test_two_programs_that_ask_at_the_same_time_make_one_request(
    both: list[DataAccess], slow_pbx: RunningPbx
) -> None:
    with ThreadPoolExecutor(2) as threads:
        for ask in KINDS:
            answers = list(threads.map(ask, both, (False, False)))
            assert answers[0] == answers[1]
            assert set(requests(slow_pbx).values()) == {1}


def test_a_clock_that_is_set_back_makes_nothing_fresh_that_a_program_had_itself(
    in_file: Place, slow_pbx: RunningPbx, clock: SetClock
) -> None:
    with opened(in_file, slow_pbx.base_url, clock) as access:
        today(access)
        today(access, refresh=True)  # by then the first one is stored
        before = requests(slow_pbx)
        clock.move(timedelta(minutes=5))
        clock.jump(-timedelta(minutes=5))
        today(access)
    asked = requests(slow_pbx) - before
    assert [target for target in asked if REPORT in target] != []


def test_refresh_asks_anew_although_the_other_program_has_an_answer(
    in_file: Place, slow_pbx: RunningPbx, clock: SetClock
) -> None:
    with programs(in_file, slow_pbx.base_url, clock) as (one, other):
        for ask in (today, hours, groups, explorer):
            ask(one, False)
            before = requests(slow_pbx)
            clock.move(timedelta(seconds=1))
            ask(other, True)
            assert (requests(slow_pbx) - before).total() == (2 if ask is hours else 1)


@pytest.mark.parametrize(
    ("ask", "lifetime"),
    [
        (today, timedelta(minutes=1)),
        (hours, timedelta(hours=12)),
        (last_week, timedelta(hours=12)),
        (groups, timedelta(minutes=5)),
        (office_hours, timedelta(minutes=5)),
        (explorer, timedelta(hours=12)),
    ],
)
def test_a_shared_answer_is_no_longer_fresh_than_where_it_was_requested(
    ask: Ask, lifetime: timedelta, in_file: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    with programs(in_file, pbx.base_url, clock) as (one, other):
        ask(one, False)
        before = requests(pbx)
        clock.move(lifetime - timedelta(seconds=2))
        ask(other, False)
        of_lists = {target for target in before if "/Groups" in target}
        again = set(requests(pbx) - before)
        assert again <= of_lists if ask not in (groups, office_hours) else not again
        before = requests(pbx)
        clock.move(timedelta(seconds=1))
        ask(other, False)
        assert requests(pbx) == before
        clock.move(timedelta(seconds=2))
        ask(other, False)
        assert requests(pbx) != before


def test_an_answer_from_memory_does_not_touch_the_store(
    in_file: Place, pbx: RunningPbx, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = in_file.open()
    with access_to(pbx.base_url, clock, store) as access:
        for ask in KINDS:
            ask(access, False)
        until(lambda: len(stored(store)) == len(KINDS))
        reads: list[str] = []
        monkeypatch.setattr(store, "read_response", reads.append)
        monkeypatch.setattr(store, "store_response", lambda name, _: reads.append(name))
        for ask in KINDS:
            ask(access, False)
        assert reads == []


def test_a_viewer_without_the_right_gets_nothing_from_an_answer_of_another_program(
    in_file: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    with programs(in_file, pbx.base_url, clock) as (one, other):
        today(one)
        other.load_groups()
        stranger = Viewer("Bob", Role.VIEWER, GroupRights(frozenset({"GRP0001"})))
        with pytest.raises(NoSuchGroup):
            PermittedAccess(other, stranger).load_extensions(query(Preset.TODAY))


def test_another_pbx_with_the_same_store_has_its_own_answers(
    in_file: Place, slow_pbx: RunningPbx, clock: SetClock
) -> None:
    with (
        running(Options(extensions=5, seed=7), clock=clock.now) as other_pbx,
        opened(in_file, slow_pbx.base_url, clock) as one,
        opened(in_file, other_pbx.base_url, clock) as other,
    ):
        assert today(one) != today(other)
        assert other_pbx.counters.report_requests == 1


def stored(store: HistoryStore) -> dict[str, bytes]:
    def read(tables: Any) -> dict[str, bytes]:
        with tables.database.reading() as connection:
            rows = connection.execute(select(table.c.name, table.c.content)).all()
        return {name: bytes(content) for name, content in rows}

    return store.use(read, writes=False)


def take_all(store: HistoryStore) -> None:
    """Hold the lease of each response that is stored: of today's and of the groups."""

    def taken() -> bool:
        names = [f"response:{name}" for name in stored(store)]
        return len(store.take_leases(*names, at_most=9)) == 2

    until(taken)


def change(store: HistoryStore, **values: Any) -> None:
    """Give all that is stored these values."""

    def work(tables: Any) -> None:
        with tables.database.writing(Turn.RESPONSES) as connection:
            connection.execute(update(table).values(**values))

    store.use(work)


# In front of what is stored: who has stored it.
BY = 16


def parsed(content: bytes) -> dict[str, Any]:
    response: dict[str, Any] = json.loads(zlib.decompress(content[BY:]))
    return response


def packed(value: Any) -> bytes:
    return bytes(BY) + zlib.compress(json.dumps(value).encode())


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "garbage": lambda _: b"no response at all",
    "empty": lambda _: b"",
    "truncated": lambda content: content[:-7],
    "a flipped bit": lambda content: content[:40] + bytes([content[40] ^ 4]) + content[41:],
    "not an object": lambda _: packed([]),
    "another request": lambda content: packed(parsed(content) | {"request": "another"}),
    "no times": lambda content: packed(parsed(content) | {"as_of": None}),
    "a time that is none": lambda content: packed(parsed(content) | {"received_at": "noon"}),
    "no content": lambda content: packed({"request": parsed(content)["request"]}),
    "other content": lambda content: packed(parsed(content) | {"content": [["a"]]}),
    "too many parts": lambda c: packed(parsed(c) | {"content": 2 * parsed(c)["content"]}),
    "of tomorrow": lambda content: packed(
        parsed(content) | {"received_at": (NOON + timedelta(days=1)).isoformat()}
    ),
}


# What nobody has asked for before, for each of them.
WANTED = itertools.product(
    (Preset.TODAY, Preset.YESTERDAY, Preset.LAST_WEEK, Preset.LAST_7_DAYS), CallArea
)


class Office(NamedTuple):
    """Two programs that know the groups, the store between them, and their PBX."""

    one: DataAccess
    other: DataAccess
    store: HistoryStore
    pbx: RunningPbx


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    clock, place = SetClock(NOON), Place(tmp_path_factory.mktemp("office"), None)
    with (
        running(Options(extensions=12), clock=clock.now) as pbx,
        programs(place, pbx.base_url, clock) as (one, other),
        closing(place.open()) as store,
    ):
        assert groups(one) == groups(other)
        until(lambda: len(stored(store)) == 1)
        yield Office(one, other, store, pbx)


@pytest.mark.parametrize(
    ("damage", "preset", "area"),
    [(damage, *wanted) for damage, wanted in zip(DAMAGE, WANTED, strict=True)],
)
def test_a_stored_response_that_cannot_be_trusted_is_requested_anew(
    damage: str, preset: Preset, area: CallArea, office: Office
) -> None:
    wanted = query(preset, area=area)
    before, requested = stored(office.store).keys(), office.pbx.counters.report_requests
    first = office.one.load_extensions(wanted)
    until(lambda: len(stored(office.store)) > len(before))
    (name,) = stored(office.store).keys() - before
    change(office.store, content=DAMAGE[damage](stored(office.store)[name]))
    again = office.other.load_extensions(wanted)
    assert again.frame.equals(first.frame)
    assert again.as_of == first.as_of
    assert office.pbx.counters.report_requests == requested + 2


def test_a_response_is_as_old_as_the_database_says_although_a_clock_stands_still(
    in_file: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    with programs(in_file, pbx.base_url, clock) as (one, other):
        today(one)
        with closing(in_file.open()) as store:
            until(lambda: len(stored(store)) == 2)  # the groups, too
            change(store, stored_at=table.c.stored_at - 61)
        today(other)
        assert pbx.counters.report_requests == 2


@contextmanager
def full(place: Place, store: HistoryStore) -> Iterator[None]:
    fill_disk(store)
    yield


@contextmanager
def read_only(place: Place, store: HistoryStore) -> Iterator[None]:
    database = store.use(lambda tables: tables.database)
    with database.reading() as connection:
        engine = connection.engine
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only=1"))
    database.close()
    yield


@contextmanager
def in_trouble(place: Place, store: HistoryStore) -> Iterator[None]:
    with troubled(place):
        yield


@contextmanager
def gone(place: Place, store: HistoryStore) -> Iterator[None]:
    shutil.rmtree(place.folder)
    yield


def ask_all(access: DataAccess) -> None:
    for ask in KINDS:
        assert ask(access, False)


@pytest.mark.parametrize("trouble", [full, read_only, in_trouble, gone])
def test_a_store_in_trouble_costs_no_answer(
    trouble: Callable[..., Any], in_file: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    with closing(in_file.open(timeouts=IMPATIENT)) as store:
        access = DataAccess(lambda: connection_to(pbx.base_url), clock=clock, store=store)
        with trouble(in_file, store):
            run_within(NEVER, lambda: ask_all(access))
        access.close(keep_store=True)


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)  # a locked file is above
def test_a_frozen_database_costs_no_answer(place: Place, pbx: RunningPbx, clock: SetClock) -> None:
    with opened(place, pbx.base_url, clock, timeouts=IMPATIENT) as access, troubled(place):
        run_within(NEVER, lambda: ask_all(access))


def test_a_program_that_died_is_waited_for_until_its_lease_ends(
    in_file: Place, pbx: RunningPbx, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(in_file, pbx.base_url, clock) as one:
        today(one)
        clock.move(timedelta(minutes=2))
        monkeypatch.setattr(locks, "LEASE_SECONDS", 0.5)
        with closing(in_file.open()) as dead:
            take_all(dead)
            today(one)
            assert pbx.counters.report_requests == 2


def test_a_program_that_hangs_is_not_waited_for_without_end(
    in_file: Place, pbx: RunningPbx, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_responses, "_PATIENCE_SECONDS", 0.3)
    with opened(in_file, pbx.base_url, clock) as one:
        today(one)
        clock.move(timedelta(minutes=2))
        with closing(in_file.open()) as other:
            take_all(other)
            today(one)
            assert pbx.counters.report_requests == 2


LISTED = faults.listing([{"Id": 1, "Number": "GRP0000", "Name": "Sales"}])
ROW = {"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}
UNSOUND: dict[str, tuple[Fault, bool]] = {
    "a page is missing": (faults.respond({"value": [ROW], "@odata.count": 5}), False),
    "a value is unreadable": (
        faults.respond({"value": [ROW | {"InboundAnsweredCount": "x"}], "@odata.count": 1}),
        True,
    ),
    "no row is readable": (faults.respond({"value": [{"Dn": ""}], "@odata.count": 1}), False),
    "a number beyond all numbers": (
        faults.body('{"value": [{"Dn": "100", "InboundAnsweredCount": NaN}], "@odata.count": 1}'),
        False,
    ),
    "half a character": (
        faults.body('{"value": [{"Dn": "100", "DisplayName": "\\ud800"}], "@odata.count": 1}'),
        True,
    ),
    "refused": (faults.status(403), False),
    "away": (faults.status(503), False),
}


def outcome(access: DataAccess) -> Any:
    try:
        answer = access.load_extensions(query(Preset.LAST_WEEK))
    except XapiError as error:
        return type(error)
    return answer.frame.astype(str).to_dict(), answer.quality


@pytest.mark.parametrize("what", UNSOUND)
def test_what_is_not_whole_is_the_same_to_both_and_never_whole_to_the_second(
    what: str, in_file: Place, clock: SetClock
) -> None:
    fault, shared = UNSOUND[what]
    with FaultServer() as pbx:
        pbx.script(GROUPS, LISTED)
        pbx.script(REPORT, fault)
        with (
            access_for(pbx.origin, clock, in_file.open()) as one,
            access_for(pbx.origin, clock, in_file.open()) as other,
        ):
            first = outcome(one)
            before = pbx.requests_to(REPORT)
            assert outcome(other) == first
            assert (pbx.requests_to(REPORT) == before) is shared
            assert not isinstance(first, tuple) or "half" in what or not first[1].complete


def test_responses_are_bounded_in_number_in_size_and_in_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent_responses, "MOST_ROWS", 5)
    monkeypatch.setattr(recent_responses, "MOST_BYTES", 1_000)
    with closing(place.open()) as store:
        for number in range(8):
            store.store_response(f"small {number}", b"a")
            change(store, stored_at=table.c.stored_at - 1)
        assert set(stored(store)) == {f"small {number}" for number in range(3, 8)}
        oldest = store.read_response("small 3")
        assert oldest is not None
        assert 4.9 < oldest.seconds < 5 + NEVER
        store.store_response("large", b"a" * 999)
        assert set(stored(store)) == {"small 7", "large"}
        change(store, stored_at=table.c.stored_at - recent_responses.MOST_SECONDS)
        store.store_response("new", b"a")
        assert set(stored(store)) == {"new"}
        change(store, stored_at=table.c.stored_at + 3_600)  # a clock was set back
        store.store_response("newer", b"a")
        assert set(stored(store)) == {"newer"}


def test_a_stored_response_holds_no_secret_and_goes_with_the_days_that_are_pruned(
    in_file: Place, clock: SetClock
) -> None:
    with FaultServer() as pbx:
        pbx.script(GROUPS, LISTED)
        pbx.script(REPORT, faults.respond({"value": [ROW], "@odata.count": 1}))
        store = in_file.open()
        with access_for(pbx.origin, clock, store) as access:
            outcome(access)
            until(lambda: len(stored(store)) == 2)
            token = store.read_token(connection(pbx.origin).identity)
            assert token is not None
            contents = b"".join(zlib.decompress(one[BY:]) for one in stored(store).values())
            assert b"Ann" in contents
            assert API_KEY.encode() not in contents
            assert token.value.get_secret_value().encode() not in contents
            prune(store, {None: NOON - timedelta(days=900)})
            assert stored(store) == {}
