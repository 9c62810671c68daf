"""The days that are marked and left out, over a demo PBX that keeps holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.answers.marked_days import MarkedDays, marked_days
from telephony.context import Context
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess
from telephony.periods.update6 import MARK
from telephony.periods.working_hours_text import parse_hours
from telephony.query.view import View
from telephony.settings.load import load_settings
from telephony.xapi.records import GroupHours
from tests.support.clocks import SetClock
from tests.telephony.data_access.conftest import NOON, connection_to
from tests.telephony.periods.ranges import period

YEAR = [period("2026-01-01", "2027-01-01")]
OUTING, MAY, EPIPHANY = date(2026, 9, 18), date(2026, 5, 1), date(2026, 1, 6)


@contextmanager
def dashboard(folder: Path, options: Options, **settings: str) -> Iterator[Context]:
    clock = SetClock(NOON)
    with running(options, clock=clock.now) as pbx:
        access = DataAccess(lambda: connection_to(pbx.base_url), clock=clock)
        given = {"THREECX_TIMEZONE": "Europe/Berlin", "TELEPHONY_DATA_DIR": str(folder), **settings}
        loaded = load_settings(given, env_file=None)
        with closing(access):
            yield Context(loaded, PermittedAccess(access), loaded.zone, clock, demo=False)


def marked(
    context: Context, view: View, office: Mapping[str, GroupHours] | None = None
) -> MarkedDays:
    return marked_days(context.settings, context.access.pbx_version, view, YEAR, office)


def closed_on(found: MarkedDays) -> set[date]:
    return {day for day, _ in found.closed}


def leaving_out(*groups: str) -> View:
    return View(groups=groups, holidays=False)


def test_holidays_of_any_group_are_marked_and_those_of_all_are_left_out(tmp_path: Path) -> None:
    with dashboard(tmp_path, Options(extensions=8)) as context:
        sales, both = (
            marked(context, leaving_out(*groups), context.access.request_office_hours().answer())
            for groups in (("GRP2",), ("GRP2", "GRP0001"))
        )
        office = context.access.request_office_hours().answer()
        elsewhere = marked(context, leaving_out("GRP2", "O'Neil"), office)
    assert both.events.words(OUTING, OUTING) == "Company outing"
    assert both.events.words(date(2026, 12, 24), date(2026, 12, 24)) == "Christmas Eve from 12:00"
    assert {OUTING, MAY} <= closed_on(sales)
    assert closed_on(both) == closed_on(sales) - {OUTING}
    assert closed_on(elsewhere) == set()


def test_own_events_public_holidays_and_update_6_are_marked_beside_them(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("2026-07-01,Fair\n", encoding="utf-8")
    given = {"DASHBOARD_HOLIDAYS": "DE-BY", "THREECX_UPDATE6_DATE": "2026-07-02"}
    with dashboard(tmp_path, Options(extensions=8), **given) as context:
        found = marked(context, leaving_out("GRP0001"))
    assert found.events.words(date(2026, 7, 1), date(2026, 7, 2)) == f"Fair, {MARK}"
    assert found.events.words(EPIPHANY, EPIPHANY) == "Epiphany"
    assert EPIPHANY in closed_on(found)
    assert date(2026, 7, 1) not in closed_on(found)


def test_days_are_closed_by_the_hours_of_the_groups_or_of_the_view(tmp_path: Path) -> None:
    with dashboard(tmp_path, Options(extensions=8)) as context:
        office = context.access.request_office_hours().answer()
        found = {
            groups: marked(context, View(groups=groups), office)
            for groups in (("GRP0000",), ("GRP0000", "GRP0001"), ("GRP0000", "O'Neil"))
        }
    view, saturday, sunday, monday = View(), date(2026, 5, 9), date(2026, 5, 10), date(2026, 5, 11)
    one, both, unknown = (days.closed_days(view, pbx_zone=True) for days in found.values())
    assert [one.closed(day) for day in (MAY, saturday, sunday, monday)] == [True, True, True, False]
    # Support works on Saturdays
    assert [both.closed(day) for day in (MAY, saturday, sunday)] == [True, False, True]
    assert not unknown.known
    assert not found[("GRP0000",)].closed_days(view, pbx_zone=False).known
    weekend = View(hours=parse_hours(["sat-sun_08:00-17:00"]))
    own = found[("GRP0000",)].closed_days(weekend, pbx_zone=False)
    assert [own.closed(day) for day in (saturday, monday)] == [False, True]


@pytest.mark.parametrize("hours", [None, parse_hours(["mon-fri_08:00-17:00"])])
def test_a_view_counts_holidays_unless_it_leaves_them_out(tmp_path: Path, hours) -> None:
    with dashboard(tmp_path, Options(extensions=8)) as context:
        found = marked(
            context, View(groups=("GRP2",)), context.access.request_office_hours().answer()
        )
    counting = View(groups=("GRP2",), hours=hours)
    assert found.with_effective_hours(counting) == counting
    left = found.with_effective_hours(View(groups=("GRP2",), hours=hours, holidays=False)).hours
    assert left is not None
    assert left.on(MAY) == ()
    assert left.on(date(2026, 5, 4)) != ()
