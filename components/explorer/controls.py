"""The report's parameters (group, period and call area) and the line below them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.explorer import state
from components.explorer.loading import ExplorerResult
from components.shared import denials, page_actions, pbx_choice, report_controls
from components.shared.provenance import last_updated
from components.shared.report_controls import Report, Subject
from components.shared.viewer_locale import viewer_style
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.explore import links
from telephony.explore.exploration import Exploration
from telephony.periods.ranges import range_words


def read(context: Context, directory: Directory) -> tuple[Exploration, bool]:
    """The exploration of the address, and whether it was brought by it."""
    exploration, arrived = pbx_choice.pull(context, state.ADDRESS)
    if arrived and not exploration.group and directory.groups:
        first = directory.groups[0].number
        exploration = state.ADDRESS.complete(replace(exploration, group=first))
    denials.record_groups(context, [exploration.group])
    return exploration, arrived


def show(context: Context, directory: Directory, *, arrived: bool) -> None:
    """Draw the group, the period and the call area; a change has reached the address."""
    subject = Subject(_report, _change, one_group=True, nobody="Choose a group")
    report_controls.show(context, subject, directory, context.zone, arrived=arrived)


def _report() -> Report:
    exploration = state.current()
    groups = (exploration.group,) if exploration.group else ()
    return Report(groups, exploration.range, exploration.area)


def _change(report: Report) -> None:
    group = next(iter(report.groups), "")
    state.change(group=group, range=report.range, area=report.area)


def in_words(
    context: Context, directory: Directory, exploration: Exploration, now: datetime
) -> str:
    """The report in a line: group, period, call area."""
    group = directory.name(exploration.group) if exploration.group else "no group"
    period = range_words(exploration.range, now, context.zone, viewer_style())
    return " · ".join(filter(None, (context.pbx.name, group, period, exploration.area.word)))


def show_actions(context: Context, exploration: Exploration, now: datetime) -> None:
    """What can be done with the query; its rows are a file of their own, below them."""
    base = st.context.url or ""
    frozen = links.with_fixed_dates(exploration, now, context.zone)
    same = links.link_to(base, exploration)
    page_actions.show(exploration.range, same, links.link_to(base, frozen), files={})


def describe_query(exploration: Exploration) -> str:
    """The whole query, for the printed page."""
    return " · ".join(
        f"{name}: {value}" for name, value in links.exploration_parameters(exploration)
    )


def show_last_updated(context: Context, slot: DeltaGenerator, result: ExplorerResult) -> None:
    """When the PBX sent the rows; where it refused them, the unfiltered report."""
    answer = result.received or result.unfiltered
    if answer is not None:
        slot.html(last_updated(answer.as_of, context.zone, context.now()), width="content")
