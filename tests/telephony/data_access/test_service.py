"""Requested once, shared by all, and honest about its age."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest

from demo_pbx.options import Options, Role
from demo_pbx.serving import RunningPbx, running
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.raw import RawQuestion
from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.service import DataAccess
from telephony.periods.presets import Preset
from telephony.query.view import CallArea
from telephony.xapi.connection import Connection
from telephony.xapi.errors import Busy, NoSuchGroup, Unreachable, XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.setup_problems import BadCredentials, NotAllowed
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Fault, FaultServer
from tests.telephony.data_access.conftest import connection_to, query
from tests.telephony.xapi.client_harness import REPORT, connection

T = TypeVar("T")
MINUTE = timedelta(minutes=1)


def all_at_once(callers: int, ask: Callable[[], T]) -> list[T]:
    """What ``callers`` threads get that start in the same moment."""
    barrier = Barrier(callers)

    def call() -> T:
        barrier.wait()
        return ask()

    with ThreadPoolExecutor(callers) as pool:
        return [future.result() for future in [pool.submit(call) for _ in range(callers)]]


def outcome(ask: Callable[[], ExtensionsAnswer]) -> ExtensionsAnswer | XapiError:
    try:
        return ask()
    except XapiError as error:
        return error


def inbound_answered(answer: ExtensionsAnswer) -> dict[str, int]:
    frame = answer.frame
    return dict(zip(frame["extension"], frame["inbound_answered"], strict=True))


def test_the_values_are_those_of_the_calls_themselves(access: DataAccess, pbx: RunningPbx) -> None:
    wanted = query(Preset.LAST_7_DAYS, "GRP0001")
    legs = pbx.legs("GRP0001", wanted.period.start, wanted.period.end)
    expected = Counter(leg.extension for leg in legs if leg.direction == "inbound" and leg.answered)
    numbers = inbound_answered(access.load_extensions(wanted))
    assert sum(expected.values()) > 0
    assert numbers == {member.number: expected[member.number] for member in pbx.members("GRP0001")}


def test_a_hundred_callers_of_one_cold_view_cost_one_set_of_calls(
    access: DataAccess, pbx: RunningPbx
) -> None:
    answers = all_at_once(
        100, lambda: access.load_extensions(query(Preset.TODAY, "GRP0000", "GRP2"))
    )
    assert {answer.version for answer in answers} == {answers[0].version}
    assert (pbx.counters.report_requests, pbx.counters.group_requests) == (2, 1)
    assert pbx.counters.token_grants == 1


def test_a_running_period_is_requested_again_after_a_minute_and_not_before(
    access: DataAccess, pbx: RunningPbx, clock: SetClock
) -> None:
    first = access.load_extensions(query(Preset.TODAY))
    clock.move(MINUTE - timedelta(seconds=1))
    assert access.load_extensions(query(Preset.TODAY)).version == first.version
    clock.move(timedelta(seconds=1))
    second = access.load_extensions(query(Preset.TODAY))
    assert pbx.counters.report_requests == 2
    assert second.as_of - first.as_of == MINUTE


def test_an_answer_that_took_long_is_good_from_when_it_came(clock: SetClock) -> None:
    wanted = query(Preset.TODAY)
    question = RawQuestion("GRP0000", wanted.period, wanted.area, ODataOptions())
    with FaultServer() as pbx:
        slow = faults.after(lambda _: clock.move(5 * MINUTE), faults.listing([{"Dn": "100"}]))
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 28, "Number": "GRP0000"}]))
        pbx.script(REPORT, slow)
        with closing(DataAccess(lambda: connection(pbx.origin), clock=clock)) as access:
            began = clock.now()
            for _ in range(3):
                assert access.load_extensions(wanted).as_of == began
            began = clock.now()
            for _ in range(3):
                assert access.request_raw_rows(question).answer().as_of == began
        assert pbx.requests_to(REPORT) == 2


def test_a_closed_period_is_cached_for_hours(
    access: DataAccess, pbx: RunningPbx, clock: SetClock
) -> None:
    access.load_extensions(query(Preset.LAST_7_DAYS))
    clock.move(timedelta(hours=11))
    access.load_extensions(query(Preset.LAST_7_DAYS))
    assert pbx.counters.report_requests == 1


def test_a_day_that_has_just_ended_still_counts_as_running(
    access: DataAccess, pbx: RunningPbx, clock: SetClock
) -> None:
    today = query(Preset.TODAY)
    clock.move(today.period.end - clock.now() + MINUTE)
    access.load_extensions(today)
    clock.move(MINUTE)
    access.load_extensions(today)
    assert pbx.counters.report_requests == 2


def test_answers_of_two_systems_are_never_taken_for_each_other(pbx: RunningPbx) -> None:
    accesses = [DataAccess(lambda: connection_to(pbx.base_url)) for _ in range(2)]
    versions = [access.load_extensions(query(Preset.YESTERDAY)).version for access in accesses]
    for access in accesses:
        access.close()
    assert versions[0] != versions[1]


def test_refresh_requests_again_for_this_view_only(access: DataAccess, pbx: RunningPbx) -> None:
    shown, other = query(Preset.LAST_7_DAYS), query(Preset.LAST_30_DAYS)
    access.load_extensions(shown)
    access.load_extensions(other)
    access.request_extensions(shown, refresh=True).answer()
    assert pbx.counters.report_requests == 3
    access.load_extensions(other)
    assert pbx.counters.report_requests == 3


def test_call_areas_are_different_queries(access: DataAccess) -> None:
    totals = [
        sum(inbound_answered(access.load_extensions(query(Preset.LAST_7_DAYS, area=area))).values())
        for area in (CallArea.ALL, CallArea.INTERNAL, CallArea.EXTERNAL)
    ]
    assert totals[0] == totals[1] + totals[2]
    assert min(totals) > 0


def test_several_groups_list_each_extension_once(access: DataAccess, pbx: RunningPbx) -> None:
    answer = access.load_extensions(query(Preset.LAST_7_DAYS, "GRP0001", "GRP2"))
    numbers = {member.number for group in ("GRP0001", "GRP2") for member in pbx.members(group)}
    assert sorted(answer.frame["extension"]) == sorted(numbers)
    assert "GRP0001, GRP2" in set(answer.frame["groups"])


def test_an_unknown_group_is_named_before_the_report_is_requested(
    access: DataAccess, pbx: RunningPbx
) -> None:
    with pytest.raises(NoSuchGroup) as raised:
        access.load_extensions(query(Preset.TODAY, "GRP00O0"))
    assert raised.value.number == "GRP00O0"
    assert "GRP0000" in raised.value.suggestions
    assert pbx.counters.report_requests == 0


def test_a_group_made_after_the_list_was_read_is_found_and_a_wrong_one_costs_few_lists(
    clock: SetClock,
) -> None:
    old, new = ({"Id": n, "Number": number} for n, number in enumerate(("GRP0000", "GRP0009")))
    with (
        FaultServer() as pbx,
        closing(DataAccess(lambda: connection(pbx.origin), clock=clock)) as access,
    ):
        pbx.script("/xapi/v1/Groups", faults.listing([old]), faults.listing([old, new]))
        pbx.script(REPORT, faults.listing([]))
        for _ in range(3):  # the list was read in this very moment
            with pytest.raises(NoSuchGroup):
                access.load_extensions(query(Preset.TODAY, "GRP0009"))
            clock.move(timedelta(seconds=1))
        clock.move(timedelta(seconds=57))
        assert access.load_extensions(query(Preset.TODAY, "GRP0009")).complete
        assert pbx.requests_to("/xapi/v1/Groups") == 2


@pytest.mark.parametrize("later", [faults.status(500), faults.html(), faults.listing([])])
def test_unknown_groups_cost_one_list_a_minute_whatever_their_number(
    clock: SetClock, later: Fault
) -> None:
    known = faults.listing([{"Id": 1, "Number": "GRP0000"}])
    with (
        FaultServer() as pbx,
        closing(DataAccess(lambda: connection(pbx.origin), clock=clock)) as access,
    ):
        pbx.script("/xapi/v1/Groups", known, later)
        access.load_groups()
        clock.move(timedelta(minutes=1))
        for number in range(30):
            for wrong in range(3):
                with pytest.raises(NoSuchGroup):
                    access.load_extensions(query(Preset.TODAY, f"X{number}-{wrong}"))
            clock.move(timedelta(seconds=2))
        assert pbx.requests_to("/xapi/v1/Groups") <= 1 + Limits().attempts


def test_a_group_that_was_just_made_is_found_immediately(clock: SetClock) -> None:
    old, new = ({"Id": n, "Number": number} for n, number in enumerate(("GRP0000", "GRP0009")))
    with (
        FaultServer() as pbx,
        closing(DataAccess(lambda: connection(pbx.origin), clock=clock)) as access,
    ):
        pbx.script("/xapi/v1/Groups", faults.listing([old]), faults.listing([old, new]))
        pbx.script(REPORT, faults.listing([]))
        access.load_groups()
        clock.move(timedelta(minutes=1))
        pending = [access.request_extensions(query(preset, "GRP0009")) for preset in Preset]
        assert all(each.answer().complete for each in pending)
        assert pbx.requests_to("/xapi/v1/Groups") == 2


def test_an_unknown_group_beside_a_known_one_is_reported_as_missing(access: DataAccess) -> None:
    answer = access.load_extensions(query(Preset.TODAY, "GRP0001", "nowhere"))
    assert list(answer.missing) == ["nowhere"]
    assert not answer.complete
    assert len(answer.frame) > 0


def test_a_group_without_members_is_an_answer_without_rows(access: DataAccess) -> None:
    answer = access.load_extensions(query(Preset.TODAY, "GRP0005"))
    assert answer.frame.empty
    assert answer.complete


def test_without_the_right_to_list_groups_a_typed_number_is_requested(clock: SetClock) -> None:
    with (
        running(Options(extensions=12, role=Role.REPORTS), clock=clock.now) as pbx,
        closing(DataAccess(lambda: connection_to(pbx.base_url), clock=clock)) as access,
    ):
        directory = access.load_groups()
        assert directory.refused is not None
        assert directory.groups == ()
        wanted = query(Preset.LAST_7_DAYS, "GRP0001")
        assert len(access.load_extensions(wanted).frame) == len(pbx.members("GRP0001"))


def test_a_refused_sign_in_is_tried_once_however_many_wait(clock: SetClock) -> None:
    with (
        running(Options(extensions=3), clock=clock.now) as pbx,
        closing(DataAccess(lambda: connection_to(pbx.base_url, "wrong"), clock=clock)) as access,
    ):
        seen = all_at_once(50, lambda: outcome(lambda: access.load_extensions(query(Preset.TODAY))))
        clock.move(MINUTE)
        seen.append(outcome(lambda: access.load_extensions(query(Preset.TODAY))))
        assert {type(error) for error in seen} == {BadCredentials}
        assert pbx.counters.token_refusals == 1


def test_a_failure_is_shared_for_some_seconds_and_never_cached_as_an_answer(
    clock: SetClock,
) -> None:
    with (
        running(Options(extensions=3, role=Role.ADMIN), clock=clock.now) as pbx,
        closing(DataAccess(lambda: connection_to(pbx.base_url), clock=clock)) as access,
    ):

        def ask() -> ExtensionsAnswer | XapiError:
            return outcome(lambda: access.load_extensions(query(Preset.TODAY)))

        assert {type(error) for error in all_at_once(50, ask)} == {NotAllowed}
        clock.move(timedelta(seconds=4))
        assert isinstance(ask(), NotAllowed)
        assert pbx.counters.report_requests == 1
        clock.move(timedelta(seconds=2))
        assert isinstance(ask(), NotAllowed)
        assert pbx.counters.report_requests == 2


def test_when_the_pbx_is_gone_the_last_answer_is_shown_with_the_cause(clock: SetClock) -> None:
    with ExitStack() as stack:
        with running(Options(extensions=3), clock=clock.now) as pbx:
            connection = connection_to(pbx.base_url)
            access = stack.enter_context(closing(DataAccess(lambda: connection, clock=clock)))
            fresh = access.load_extensions(query(Preset.TODAY))
        clock.move(10 * MINUTE)
        stale = access.load_extensions(query(Preset.TODAY))
        assert isinstance(stale.stale, Unreachable)
        assert (stale.version, stale.as_of) == (fresh.version, fresh.as_of)
        assert isinstance(access.load_groups().stale, Unreachable)
        with pytest.raises(Unreachable):
            access.load_extensions(query(Preset.LAST_MONTH))


def test_a_pbx_that_comes_back_is_used_again_without_a_restart(clock: SetClock) -> None:
    served: list[str] = []

    def connect() -> Connection:
        if not served:
            raise Unreachable
        return connection_to(served[0])

    def ask() -> ExtensionsAnswer | XapiError:
        return outcome(lambda: access.load_extensions(query(Preset.TODAY)))

    with (
        running(Options(extensions=3), clock=clock.now) as pbx,
        closing(DataAccess(connect, clock=clock)) as access,
    ):
        assert isinstance(ask(), Unreachable)
        served.append(pbx.base_url)
        assert isinstance(ask(), Unreachable), "a failure is shared for a few seconds"
        clock.move(timedelta(seconds=6))
        assert isinstance(ask(), ExtensionsAnswer)


def test_more_requests_than_may_wait_are_turned_away(pbx: RunningPbx, clock: SetClock) -> None:
    one = CachePolicy(max_in_flight=1)
    connection = connection_to(pbx.base_url)
    with closing(DataAccess(lambda: connection, clock=clock, policy=one)) as access:
        answer = access.load_extensions(query(Preset.TODAY, "GRP0001", "GRP2"))
    assert isinstance(answer.missing["GRP2"], Busy)
    assert set(answer.frame["groups"]) == {"GRP0001"}


def test_the_moment_of_an_answer_is_known_before_it_is_there(
    access: DataAccess, clock: SetClock
) -> None:
    pending = access.request_extensions(query(Preset.TODAY))
    assert pending.as_of == clock.now()
    answer = pending.answer()
    clock.move(timedelta(seconds=30))
    assert access.request_extensions(query(Preset.TODAY)).as_of == answer.as_of
