"""The days that trends mark and working hours may leave out: own events, holidays, Update 6."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from telephony.formatting.numbers import count_of
from telephony.periods.days_off import DayOff
from telephony.periods.events import Events, read_events
from telephony.periods.period import Period
from telephony.periods.public_holidays import public_holidays
from telephony.periods.update6 import update6_day, with_update6
from telephony.periods.working_hours import ALWAYS, Closing
from telephony.query.view import View
from telephony.settings.load import Settings
from telephony.xapi.errors import XapiError
from telephony.xapi.records import GroupHours


@dataclass(frozen=True)
class MarkedDays:
    """``update6``: the first day on which queues are counted in the newer way, if it is known.

    ``closed`` is what the holidays leave out of working hours. ``unread`` is why the holidays of
    the PBX are not among them, ``unreadable`` how many of them are not.
    """

    events: Events
    update6: date | None
    closed: frozenset[Closing] = frozenset()
    unread: XapiError | None = None
    unreadable: int = 0

    def not_left_out(self, view: View) -> tuple[str, ...]:
        """Which holidays count though the view leaves them out, a sentence each."""
        if view.holidays:
            return ()
        said = [] if self.closed else ["No holidays are known here, so none are left out."]
        if self.unreadable:
            holidays = count_of(self.unreadable, "holiday")
            said.append(f"The PBX keeps {holidays} that cannot be read and left out.")
        return tuple(said)

    def counted(self, view: View) -> View:
        """The view with its hours as they count: without holidays where it leaves them out."""
        if view.holidays or not self.closed:
            return view
        return replace(view, hours=(view.hours or ALWAYS).without(self.closed))


def update6(settings: Settings, pbx_version: str | None) -> date | None:
    """The first day on which queues are counted in the newer way, if it is known."""
    return update6_day(read_events(settings.data_dir), settings.update6_date, pbx_version)


def marked_days(
    settings: Settings,
    pbx_version: str | None,
    view: View,
    periods: Sequence[Period],
    office: Mapping[str, GroupHours] | XapiError | None = None,
) -> MarkedDays:
    """What concerns the view's groups in the periods.

    ``office``: the hours and holidays of groups on the PBX, or why they could not be read.
    """
    years = range(
        min(period.first_day.year for period in periods) - 1,
        max(period.last_day.year for period in periods) + 2,
    )
    unread = office if isinstance(office, XapiError) else None
    read = {} if office is None or isinstance(office, XapiError) else office
    kept = tuple(read.get(group) for group in view.groups)
    own, newer_from = read_events(settings.data_dir), update6(settings, pbx_version)
    return replace(_marked(own, newer_from, settings.holidays, kept, years), unread=unread)


@lru_cache(maxsize=16)  # every run of a page asks for the same
def _marked(
    own: Events,
    update6: date | None,
    region: str | None,
    kept: tuple[GroupHours | None, ...],
    years: range,
) -> MarkedDays:
    """What a company, a country or region and each group keep."""
    public = public_holidays(region, years) if region else ()
    of_groups = [_days_off(group, years) for group in kept]
    marks = dict.fromkeys(off.event for off in (*public, *sum(of_groups, ())))
    events = with_update6(replace(own, events=(*own.events, *marks)), update6)
    everywhere = [frozenset(_closings(days)) for days in of_groups]
    common = frozenset.intersection(*everywhere) if everywhere else frozenset()
    closed = common | frozenset(_closings(public))
    unreadable = sum(group.unreadable_holidays for group in kept if group)
    return MarkedDays(events, update6, closed, unreadable=unreadable)


def _days_off(group: GroupHours | None, years: range) -> tuple[DayOff, ...]:
    holidays = group.holidays if group else ()
    return tuple(off for holiday in holidays for off in holiday.within(years))


def _closings(days: Iterable[DayOff]) -> Iterable[Closing]:
    return (closing for off in days for closing in off.closings())
