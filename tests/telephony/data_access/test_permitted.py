"""What a viewer may use of a data access: nothing of a group that is not theirs, by any method."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.access.viewer import EVERYBODY, GroupRights, Role, Viewer
from telephony.answers.history import History
from telephony.answers.raw import RawQuestion
from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.query.view import CallArea, Query
from telephony.xapi.errors import NoSuchGroup, XapiError
from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.refusals import NotForThisRole, TooManyRequests
from tests.support.clocks import SetClock
from tests.telephony.data_access.conftest import NOON, connection_to, query

Served = tuple[DataAccess, RunningPbx]
OWN, FOREIGN, ABSENT = "GRP0001", "GRP2", "GRP9"
FOREIGN_NAMES = ("GRP2", "Sales", "GRP0000", "DEFAULT", "GRP0005", "Night", "O'Neil")
OF_OWN = {"100", "101", "102", "103"}
WEEK = Preset.LAST_7_DAYS


def viewer(*patterns: str, role: Role = Role.VIEWER) -> Viewer:
    return Viewer("maria@example.com", role, GroupRights(frozenset(patterns)))


def raw(group: str) -> RawQuestion:
    return RawQuestion(group, query(WEEK).period, CallArea.ALL, ODataOptions())


Ask = Callable[[PermittedAccess, str], Any]
# By the name of each method: what it gives for a group, or for all where it is not for a group.
OF_A_GROUP: Mapping[str, Ask] = {
    "request_extensions": lambda access, group: access.request_extensions(query(WEEK, group)),
    "load_extensions": lambda access, group: access.load_extensions(query(WEEK, group)),
    "request_raw_rows": lambda access, group: access.request_raw_rows(raw(group)),
    "request_hours": lambda access, group: access.request_hours(query(WEEK, group)),
    "request_history": lambda access, group: access.request_history(query(WEEK, group), Grain.DAY),
    "request_stored_history": lambda access, group: access.request_stored_history(
        query(WEEK, group), Grain.DAY
    ),
    "load_history": lambda access, group: access.load_history(query(WEEK, group), Grain.DAY),
}
COUNTS: Mapping[str, Ask] = {
    "held_version": lambda access, group: access.held_version(query(WEEK, group)),
    "request_missing_count": lambda access, group: access.request_missing_count(
        query(WEEK, group), Grain.DAY
    ).answer(),
    "count_missing": lambda access, group: access.count_missing(query(WEEK, group), Grain.DAY),
    "count_incomplete": lambda access, group: access.count_incomplete(
        query(WEEK, group), Grain.DAY
    ),
    "request_coverage": lambda access, group: access.request_coverage(query(WEEK, group)).answer(),
}
LISTS: Mapping[str, Callable[[PermittedAccess], Any]] = {
    "known_groups": lambda access: access.known_groups.names,  # type: ignore[union-attr]
    "request_groups": lambda access: access.request_groups().answer().names,
    "load_groups": lambda access: access.load_groups(refresh=True).names,
    "request_office_hours": lambda access: access.request_office_hours().answer(),
}
FOR_ADMINS: Mapping[str, Callable[[PermittedAccess], Any]] = {
    "request_probe": lambda access: access.request_probe(),
    "request_connection_test": lambda access: access.request_connection_test(),
    "measure_store": lambda access: access.measure_store(),
}
# Of the PBX or this program as a whole: numbers, times, states.
OF_NO_GROUP = {
    *("activity", "store_activity", "rates", "pbx_version", "store_notice", "max_requests", "now"),
    *("budget_wait_seconds", "count_requests_left", "estimate_wait_seconds", "close"),
}


def public(kind: type) -> dict[str, Any]:
    return {name: value for name, value in vars(kind).items() if not name.startswith("_")}


def test_every_public_method_of_the_data_access_is_here_with_its_signature() -> None:
    ours = public(PermittedAccess)
    for name, of_access in public(DataAccess).items():
        assert type(ours[name]) is type(of_access), name
        if callable(of_access):
            assert inspect.signature(ours[name]) == inspect.signature(of_access), name


def test_every_public_method_is_tried_below_or_known_to_concern_no_group() -> None:
    tried = [OF_A_GROUP, COUNTS, LISTS, FOR_ADMINS, OF_NO_GROUP]
    assert sorted(public(DataAccess)) == sorted(name for names in tried for name in names)


def test_no_method_that_takes_a_question_is_taken_for_one_that_concerns_no_group() -> None:
    for name in OF_NO_GROUP:
        method = public(DataAccess)[name]
        if callable(method):
            assert "quer" not in str(inspect.signature(method)).lower(), name


@pytest.fixture(scope="module")
def warm() -> Iterator[Served]:
    """Everything of every group is in memory or stored, as others have loaded it."""
    clock = SetClock(NOON)
    with (
        running(Options(extensions=12), clock=clock.now) as pbx,
        closing(DataAccess(lambda: connection_to(pbx.base_url), clock=clock)) as access,
    ):
        everybody = PermittedAccess(access, EVERYBODY)
        for group in (OWN, FOREIGN):
            for ask in (*OF_A_GROUP.values(), *COUNTS.values()):
                result(ask(everybody, group))
        for load in LISTS.values():
            load(everybody)
        yield access, pbx


@pytest.fixture(params=["cold", "warm"])
def either(request: pytest.FixtureRequest) -> Served:
    """A data access with nothing in memory, and one with everything; each with its PBX."""
    if request.param == "warm":
        found: Served = request.getfixturevalue("warm")
        return found
    return request.getfixturevalue("access"), request.getfixturevalue("pbx")


def result(asked: Any) -> Any:
    """What a method gives, waited for."""
    for name in ("answer", "result"):
        if hasattr(asked, name):
            return getattr(asked, name)()
    return asked


def refusal(access: PermittedAccess, name: str, group: str) -> XapiError:
    """The error that a method has for a group, of which it must hold nothing else."""
    try:
        found = result(OF_A_GROUP[name](access, group))
    except XapiError as error:
        return error
    assert isinstance(found, History)
    assert found.frame.empty
    assert (found.held, found.former_names, found.requests) == (frozenset(), (), ())
    assert {gap.group for gap in found.gaps} == {group}
    assert len({str(gap.error) for gap in found.gaps}) == 1
    error = found.gaps[0].error
    assert error is not None
    return error


@pytest.mark.parametrize("name", OF_A_GROUP)
def test_a_group_that_is_not_theirs_looks_like_one_that_does_not_exist(
    either: Served, name: str
) -> None:
    whole, pbx = either
    access = PermittedAccess(whole, viewer(OWN, role=Role.ANALYST))
    access.load_groups()
    sent = len(pbx.requests)
    foreign, absent = refusal(access, name, FOREIGN), refusal(access, name, ABSENT)
    assert len(pbx.requests) == sent
    assert isinstance(foreign, NoSuchGroup)
    assert str(foreign).replace(FOREIGN, ABSENT) == str(absent)
    assert not [word for word in FOREIGN_NAMES if word in str(foreign).replace(FOREIGN, "", 1)]
    assert {(type(one), one.request, one.status, one.pbx_message) for one in (foreign, absent)} == {
        (NoSuchGroup, "", None, "")
    }


@pytest.mark.parametrize("name", COUNTS)
def test_nothing_is_counted_of_a_group_that_is_not_theirs(either: Served, name: str) -> None:
    access = PermittedAccess(either[0], viewer(OWN))
    found = COUNTS[name](access, FOREIGN)
    assert not found
    assert found == COUNTS[name](access, ABSENT)


@pytest.mark.parametrize("name", LISTS)
def test_lists_have_their_own_groups_only(either: Served, name: str) -> None:
    access = PermittedAccess(either[0], viewer(OWN, ABSENT))
    access.load_groups()
    assert list(LISTS[name](access)) == [OWN]
    assert len(LISTS[name](PermittedAccess(either[0]))) > 1


@pytest.mark.parametrize("name", FOR_ADMINS)
@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
def test_what_is_for_admins_is_refused_to_others(access: DataAccess, name: str, role: Role) -> None:
    with pytest.raises(NotForThisRole):
        FOR_ADMINS[name](PermittedAccess(access, viewer("*", role=role)))
    FOR_ADMINS[name](PermittedAccess(access, viewer("*", role=Role.ADMIN)))


def test_raw_rows_are_for_analysts(access: DataAccess) -> None:
    with pytest.raises(NotForThisRole):
        PermittedAccess(access, viewer(OWN)).request_raw_rows(raw(OWN))
    analyst = PermittedAccess(access, viewer(OWN, role=Role.ANALYST))
    assert analyst.request_raw_rows(raw(OWN)).answer().rows


def both(*groups: str) -> Query:
    return query(WEEK, *groups)


def test_of_several_groups_their_own_are_there_and_the_others_missing(
    either: Served,
) -> None:
    access = PermittedAccess(either[0], viewer(OWN))
    answer = access.request_extensions(both(FOREIGN, OWN)).answer()
    assert set(answer.frame["extension"]) == OF_OWN
    assert set(answer.frame["groups"]) == {OWN}
    assert isinstance(answer.missing[FOREIGN], NoSuchGroup)
    with pytest.raises(NoSuchGroup):
        access.request_hours(both(OWN, FOREIGN)).answer()


def test_a_history_of_several_groups_has_their_own_and_gaps_for_the_others(
    either: Served,
) -> None:
    access = PermittedAccess(either[0], viewer(OWN))
    pending = access.request_history(both(FOREIGN, OWN), Grain.DAY)
    found, alone = pending.result(), access.load_history(both(OWN), Grain.DAY)
    assert found.frame.equals(alone.frame)
    assert {gap.group for gap in found.gaps} == {FOREIGN}
    assert not found.held
    assert not found.complete
    assert found.version != alone.version
    days = len(found.buckets)
    assert pending.progress[:2] == (2 * days, 2 * days)
    by_group = pending.by_group()
    assert list(by_group) == [FOREIGN, OWN]
    assert by_group[FOREIGN].frame.empty
    assert by_group[OWN].frame.equals(alone.frame)
    assert len({history.version for history in (found, *by_group.values())}) == 3


def test_a_question_that_is_too_large_is_refused_as_it_is_to_everybody(pbx: RunningPbx) -> None:
    clock, policy = SetClock(NOON), CachePolicy(max_buckets=5)
    with closing(
        DataAccess(lambda: connection_to(pbx.base_url), clock=clock, policy=policy)
    ) as access:
        theirs = PermittedAccess(access, viewer(OWN, "GRP0000"))
        pending = theirs.request_history(both(FOREIGN, OWN, "GRP0000"), Grain.DAY)
        errors = {type(gap.error) for gap in pending.result().gaps}
        assert errors == {NoSuchGroup, TooManyRequests}
        assert list(pending.by_group()) == [FOREIGN, OWN]


def test_a_mixed_history_reads_as_one_with_a_group_that_does_not_exist(
    access: DataAccess,
) -> None:
    """What the PBX itself says of a missing group is the measure, gap by gap."""
    real = PermittedAccess(access).load_history(both(ABSENT, OWN), Grain.DAY)
    ours = PermittedAccess(access, viewer(OWN)).load_history(both(FOREIGN, OWN), Grain.DAY)
    assert ours.frame.equals(real.frame)
    assert ours.held == real.held
    gaps = [(gap.group.replace(FOREIGN, ABSENT), gap.bucket) for gap in ours.gaps]
    assert gaps == [(gap.group, gap.bucket) for gap in real.gaps]
    assert {type(gap.error) for gap in (*ours.gaps, *real.gaps)} == {NoSuchGroup}
    assert (ours.complete, ours.as_of, ours.incomplete) == (real.complete, real.as_of, {})


def test_an_own_group_that_is_gone_is_named_without_the_others(access: DataAccess) -> None:
    """Rights may name a number that the PBX does not have, or match it by a pattern."""
    access_of_viewer = PermittedAccess(access, viewer(OWN, "GRP000?x", "GRP20"))
    access_of_viewer.load_groups()
    for name in ("request_extensions", "request_hours", "request_history"):
        error = refusal(access_of_viewer, name, "GRP20")
        assert isinstance(error, NoSuchGroup)
        assert set(error.suggestions) <= {OWN}
        assert not [word for word in FOREIGN_NAMES if word in str(error).replace("GRP20", "")]


def test_whoever_may_see_every_group_waits_for_the_same_as_everybody(access: DataAccess) -> None:
    pending = PermittedAccess(access, viewer("*")).request_history(both(OWN), Grain.DAY)
    assert type(pending) is type(access.request_history(both(OWN), Grain.DAY))


def test_two_viewers_after_each_other_never_read_each_others_rows(access: DataAccess) -> None:
    """Each asks for both groups, first with nothing in memory and then with all of it."""
    groups = {OWN: viewer(OWN), FOREIGN: viewer(FOREIGN)}
    for _ in range(2):
        for own, who in groups.items():
            theirs = PermittedAccess(access, who)
            answer = theirs.load_extensions(both(OWN, FOREIGN))
            history = theirs.load_history(both(OWN, FOREIGN), Grain.DAY)
            for frame in (answer.frame, history.frame):
                assert set(frame["groups"]) == {own}


def test_leaving_a_translated_request_cancels_it_for_the_last_one_only(
    access: DataAccess,
) -> None:
    theirs = PermittedAccess(access, viewer(OWN))
    first = theirs.request_extensions(both(OWN))
    second = theirs.request_extensions(both(OWN))
    first.leave()
    assert set(second.answer().frame["extension"]) == OF_OWN


def test_another_viewer_of_the_same_access_is_another(access: DataAccess) -> None:
    theirs = PermittedAccess(access, viewer(OWN))
    assert theirs.for_viewer(EVERYBODY).load_extensions(both(FOREIGN)).frame["groups"].any()
