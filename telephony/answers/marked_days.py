"""The days that charts mark and working hours may leave out: own events, holidays, Update 6."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count_of
from telephony.periods.closed_days import ClosedDays
from telephony.periods.days_off import DayOff
from telephony.periods.events import Events, read_events
from telephony.periods.period import Period
from telephony.periods.public_holidays import public_holidays
from telephony.periods.update6 import update6_day, with_update6
from telephony.periods.working_hours import (
    ALWAYS,
    DAY_MINUTES,
    Closing,
    Stretch,
    WorkingHours,
)
from telephony.query.view import View
from telephony.settings.load import Settings
from telephony.xapi.errors import XapiError
from telephony.xapi.records import GroupHours


@dataclass(frozen=True)
class MarkedDays:
    """The days to mark, and what the holidays leave out of working hours.

    ``update6``: the first day on which queues are counted in the newer way, if it is known.
    ``office_hours``: those of each group less its holidays, empty where one of them has none that
    are known. ``closed``: when holidays close all of them. ``load_error``: why the PBX's holidays
    are not among them. ``unreadable``: how many of the PBX's holidays cannot be read.
    """

    events: Events
    update6: date | None
    office_hours: tuple[WorkingHours, ...] = ()
    closed: frozenset[Closing] = frozenset()
    load_error: XapiError | None = None
    unreadable: int = 0

    def holidays_still_included(self, view: View, style: LocaleStyle = ENGLISH) -> tuple[str, ...]:
        """Sentences on holidays that are included though the view leaves holidays out."""
        if view.holidays:
            return ()
        sentences = [] if self.closed else ["No holidays are known here, so none are left out."]
        if self.unreadable:
            holidays = count_of(self.unreadable, "holiday", style)
            sentences.append(
                f"The PBX has {holidays} that cannot be read. These days are included."
            )
        return tuple(sentences)

    def closed_days(self, view: View, *, pbx_zone: bool) -> ClosedDays:
        """Which days of the view have no working hours: its own, else those of its groups.

        ``pbx_zone``: its days are those of the PBX's zone; in another one the groups' are unknown.
        """
        own = () if view.hours is None else (view.hours.without(view.hours.closed | self.closed),)
        hours = own or (self.office_hours if pbx_zone else ())
        whole = Stretch(0, DAY_MINUTES)
        return ClosedDays(hours, frozenset(day for day, part in self.closed if part == whole))

    def with_effective_hours(self, view: View) -> View:
        """The view with its working hours less the holidays, if it leaves these out."""
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
    """The marked days of the view's groups in the periods.

    ``office``: the hours and holidays of groups on the PBX, or why they could not be loaded.
    """
    years = range(
        min(period.first_day.year for period in periods) - 1,
        max(period.last_day.year for period in periods) + 2,
    )
    load_error = office if isinstance(office, XapiError) else None
    loaded = {} if office is None or isinstance(office, XapiError) else office
    groups = tuple(loaded.get(group) for group in view.groups)
    own = read_events(settings.data_dir)
    newer_from = update6_day(own, settings.update6_date, pbx_version)
    return replace(
        _marked(own, newer_from, settings.holidays, groups, years), load_error=load_error
    )


@lru_cache(maxsize=16)  # every run of a page needs the same
def _marked(
    own: Events,
    update6: date | None,
    region: str | None,
    groups: tuple[GroupHours | None, ...],
    years: range,
) -> MarkedDays:
    """The company's own events, public holidays, and the holidays of each group."""
    public = public_holidays(region, years) if region else ()
    of_groups = [_days_off(group, years) for group in groups]
    marks = dict.fromkeys(off.event for off in (*public, *sum(of_groups, ())))
    events = with_update6(replace(own, events=(*own.events, *marks)), update6)
    everywhere = [frozenset(_closings(days)) for days in of_groups]
    common = frozenset.intersection(*everywhere) if everywhere else frozenset()
    of_all = frozenset(_closings(public))
    office_hours = tuple(
        group.hours.without(own | of_all)
        for group, own in zip(groups, everywhere, strict=True)
        if group is not None and group.hours is not None
    )
    return MarkedDays(
        events,
        update6,
        office_hours if len(office_hours) == len(groups) else (),
        common | of_all,
        unreadable=sum(group.unreadable_holidays for group in groups if group),
    )


def _days_off(group: GroupHours | None, years: range) -> tuple[DayOff, ...]:
    holidays = group.holidays if group else ()
    return tuple(off for holiday in holidays for off in holiday.within(years))


def _closings(days: Iterable[DayOff]) -> Iterable[Closing]:
    return (closing for off in days for closing in off.closings())
