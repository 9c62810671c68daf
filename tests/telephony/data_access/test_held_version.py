"""What is held can be looked at without a request, and is what a request would give."""

from __future__ import annotations

from datetime import timedelta

import pytest

from demo_pbx.serving import RunningPbx
from telephony.access.viewer import GroupRights, Role, Viewer
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Cut, Grain
from telephony.periods.presets import Preset
from telephony.query.view import Query
from tests.support.clocks import SetClock
from tests.telephony.data_access.conftest import query

pytestmark = pytest.mark.slow

OVER, OPEN = Preset.LAST_7_DAYS, Preset.TODAY
ONE, TWO = ("GRP0000",), ("GRP0000", "GRP0001")
CUTS = [pytest.param(None, id="whole"), pytest.param(Grain.DAY, id="days")]


def load(access: DataAccess, asked: Query, cut: Cut | None) -> tuple[int, ...]:
    if cut is None:
        return access.load_extensions(asked).version
    return access.load_history(asked, cut).version


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("groups", [ONE, TWO], ids=len)
@pytest.mark.parametrize("preset", [OVER, OPEN])
def test_it_is_the_version_of_what_was_loaded_and_takes_no_request(
    access: DataAccess,
    pbx: RunningPbx,
    preset: Preset,
    groups: tuple[str, ...],
    cut: Cut | None,
) -> None:
    asked = query(preset, *groups)
    assert access.held_version(asked, cut) is None
    assert not pbx.requests
    version = load(access, asked, cut)
    sent = len(pbx.requests)
    assert access.held_version(asked, cut) == version
    assert len(pbx.requests) == sent
    assert load(access, asked, cut) == version


@pytest.mark.parametrize("cut", CUTS)
def test_nothing_is_held_of_a_group_that_lacks_one(access: DataAccess, cut: Cut | None) -> None:
    load(access, query(OVER, *ONE), cut)
    assert access.held_version(query(OVER, *TWO), cut) is None


@pytest.mark.parametrize("cut", CUTS)
def test_what_would_be_loaded_anew_is_not_held(
    access: DataAccess, clock: SetClock, cut: Cut | None
) -> None:
    asked = query(OPEN)
    first = load(access, asked, cut)
    clock.move(timedelta(hours=2))
    assert access.held_version(asked, cut) is None
    assert load(access, asked, cut) == access.held_version(asked, cut) != first


def test_what_was_loaded_again_has_another_version(access: DataAccess) -> None:
    asked = query(OVER)
    first = access.load_extensions(asked).version
    again = access.request_extensions(asked, refresh=True).answer().version
    assert first != again == access.held_version(asked)


@pytest.mark.parametrize("cut", CUTS)
def test_nobody_learns_whether_a_group_that_is_not_theirs_is_held(
    access: DataAccess, cut: Cut | None
) -> None:
    for groups in (ONE, TWO):
        load(access, query(OVER, *groups), cut)
    maria = Viewer("maria", Role.VIEWER, GroupRights(frozenset({"GRP0000"})))
    permitted = PermittedAccess(access, maria)
    assert permitted.held_version(query(OVER, *ONE), cut) is not None
    assert permitted.held_version(query(OVER, *TWO), cut) is None
