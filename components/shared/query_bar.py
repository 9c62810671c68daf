"""The view of a page's address, and the controls that change it, in one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from components.shared import pbx_choice, report_controls, url_state
from components.shared.filter_chips import Chip
from components.shared.report_controls import Report, Subject
from components.shared.viewer_locale import viewer_style
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.periods.ranges import range_words
from telephony.query.view import View

ZoneOf = Callable[[Context, View], ZoneInfo]
Draw = Callable[[Context, View], None]
ChipsOf = Callable[[View], Sequence[Chip]]


def pbx_zone(context: Context, _view: View) -> ZoneInfo:
    """The PBX's time zone, whatever the view."""
    return context.zone


def draw_nothing(_context: Context, _view: View) -> None:
    """For a page without controls of its own."""


def read_view(
    context: Context,
    directory: Directory,
    *,
    every_group: bool = False,
    compares_all: bool = False,
) -> tuple[View, bool]:
    """The view of the address, and whether it was brought by it.

    ``every_group``: a view without a group means all of them, not the first. ``compares_all``: the
    page can show every PBX at once.
    """
    view, arrived = pbx_choice.pull(context, url_state.ADDRESS, compares_all=compares_all)
    if arrived and not view.groups and directory.groups and not every_group:
        view = url_state.complete(replace(view, groups=(directory.groups[0].number,)))
    return view, arrived


def show_report(
    context: Context, directory: Directory, zone: ZoneInfo, *, arrived: bool, every_group: bool
) -> None:
    """Draw group, period and call area; a change is in the address before the next run.

    ``zone``: the time zone of the view's days.
    """
    nobody = _all_groups(context).capitalize() if every_group else Subject.nobody
    subject = Subject(_report, _change, nobody=nobody)
    report_controls.show(context, subject, directory, zone, arrived=arrived)


def in_words(
    context: Context, view: View, directory: Directory, zone: ZoneInfo, *, every_group: bool
) -> str:
    """The view's report as one line, with the PBX where there are several."""
    nobody = _all_groups(context) if every_group else "no group"
    names = ", ".join(directory.name(number) for number in view.groups) or nobody
    whose = "days of each PBX" if view.of_all_systems else ""
    now, style = context.now(), viewer_style()
    period = range_words(view.range, now, zone, style, whose_days=whose)
    pbx = pbx_choice.name_of(context, view.pbx)
    return " · ".join(filter(None, (pbx, names, period, view.area.word)))


def _all_groups(context: Context) -> str:
    return "all groups" if context.viewer.groups.everything else "all your groups"


def _report() -> Report:
    view = url_state.view()
    return Report(view.groups, view.range, view.area)


def _change(report: Report) -> None:
    view = url_state.view()
    url_state.push(replace(view, groups=report.groups, range=report.range, area=report.area))
