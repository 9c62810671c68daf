"""Working hours in use are requested once; those only tried out are deleted."""

from __future__ import annotations

from datetime import timedelta

from demo_pbx.serving import RunningPbx
from telephony.periods.working_hours import Stretch, WorkingHours
from telephony.query.view import CallArea, Query
from tests.support.clocks import SetClock
from tests.support.stores import Place
from tests.telephony.data_access.conftest import opened
from tests.telephony.periods.ranges import period

TWO_DAYS = Query(("GRP0000",), period("2026-03-02", "2026-03-04"), CallArea.ALL)
TIMES, PAUSE = 4, timedelta(days=20)


def until(minute: int) -> WorkingHours:
    return WorkingHours(tuple((Stretch(8 * 60, minute),) for _ in range(7)))


def test_hours_in_use_take_no_second_request_and_unused_ones_are_deleted(
    pbx: RunningPbx, clock: SetClock, in_file: Place
) -> None:
    ours = until(17 * 60)
    with opened(in_file, pbx.base_url, clock) as access:
        for turn in range(TIMES):
            assert len(access.load_history(TWO_DAYS, ours).requests) == (2 if turn == 0 else 0)
            # next to them somebody tries out other ones, each a minute longer
            tried = access.load_history(TWO_DAYS, until(18 * 60 + turn))
            assert len(tried.requests) == 2
            clock.move(PAUSE)
        assert access.load_history(TWO_DAYS, ours).requests == ()
        # the last one is 20 days old, the first one 80
        assert access.load_history(TWO_DAYS, until(18 * 60 + TIMES - 1)).requests == ()
        assert len(access.load_history(TWO_DAYS, until(18 * 60)).requests) == 2
