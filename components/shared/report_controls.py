"""Group, period and call area: what the report is asked for, in the row on top of every page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared import period_widgets
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.periods.ranges import RangeChoice, step_range
from telephony.query.links import MAX_GROUPS
from telephony.query.view import CallArea

_IN_CONTROLS: Final = "report_in_controls"
"""The report that the controls show."""
_GROUP_WIDTH: Final = 250


@dataclass(frozen=True)
class Report:
    """What the controls show and choose, whatever else a page asks."""

    groups: tuple[str, ...]
    range: RangeChoice
    area: CallArea


@dataclass(frozen=True)
class Subject:
    """What a page is about: its report, read and changed in its address.

    Both are called between two runs, too. ``one_group``: the page shows no second one.
    """

    read: Callable[[], Report]
    change: Callable[[Report], None]
    one_group: bool = False
    nobody: str = "Choose groups"
    """What stands in place of the groups where none is chosen."""


def show(
    context: Context, subject: Subject, directory: Directory, zone: ZoneInfo, *, arrived: bool
) -> None:
    """Draw them; a change in them is in the address before the next run.

    ``zone``: the time zone of the report's days. ``arrived``: the page was not open before.
    """
    report = subject.read()
    shown = st.session_state.get(_IN_CONTROLS)
    if arrived or shown != report or not period_widgets.follow(report.range):
        _seed(report, context.now(), zone)
    _groups(report, subject, directory)
    # one beside the other on a phone, too
    with st.container(
        horizontal=True, width="content", gap="xxsmall", vertical_alignment="center", key="period"
    ):
        step = partial(_step, context, subject, zone)
        _step_button("back", "Previous period", "P", partial(step, -1))
        changed = partial(_range_changed, subject)
        period_widgets.show_range(report.range, changed)
        _step_button("forward", "Next period", "N", partial(step, 1))
    period_widgets.show_area(partial(_area_changed, subject))


def remark(directory: Directory) -> None:
    """That not all groups that are typed are shown, where it is so."""
    if directory.refused is not None and len(_typed_groups()) > MAX_GROUPS:
        st.caption(f"The first {MAX_GROUPS} groups are shown.")


def _seed(report: Report, now: datetime, zone: ZoneInfo) -> None:
    """Set the report in the controls, before they are created.

    Only one that did not come from them: it would remove the first of two days.
    """
    state = st.session_state
    state["groups"] = list(report.groups)
    state["group"] = next(iter(report.groups), None)
    state["typed_groups"] = ", ".join(report.groups)
    period_widgets.seed(report.range, report.area, now, zone)
    state[_IN_CONTROLS] = report


def _groups(report: Report, subject: Subject, directory: Directory) -> None:
    """As many as a link carries: with more, a reload would show another view."""
    if directory.refused is not None:
        _typed(subject)
        return
    listed = list(directory.by_name)
    unknown = [number for number in report.groups if number not in listed]
    words = partial(group_words, directory)
    if subject.one_group:
        st.selectbox(
            "Group",
            listed + unknown,
            format_func=words,
            key="group",
            placeholder=subject.nobody,
            label_visibility="collapsed",
            width=_GROUP_WIDTH,
            persist_state="session",
            on_change=partial(_group_changed, subject),
        )
        return
    st.multiselect(
        "Groups",
        listed + unknown,
        format_func=words,
        key="groups",
        placeholder=subject.nobody,
        max_selections=MAX_GROUPS,
        label_visibility="collapsed",
        width=_GROUP_WIDTH,
        persist_state="session",
        on_change=partial(_groups_changed, subject),
    )


def _typed(subject: Subject) -> None:
    st.text_input(
        "Group number" if subject.one_group else "Group numbers",
        key="typed_groups",
        placeholder="GRP0000",
        label_visibility="collapsed",
        width=_GROUP_WIDTH,
        persist_state="session",
        on_change=partial(_typed_changed, subject),
    )


def _step_button(key: str, label: str, shortcut: str, on_click: Callable[[], None]) -> None:
    st.button(
        label,  # for screen readers: styles.css shows the arrow alone
        key=key,
        icon=f":material/chevron_{'left' if key == 'back' else 'right'}:",
        help=f"{label} ({shortcut})",
        shortcut=shortcut,
        on_click=on_click,
    )


def _change(subject: Subject, report: Report) -> None:
    subject.change(report)
    st.session_state[_IN_CONTROLS] = subject.read()


def _groups_changed(subject: Subject) -> None:
    chosen = tuple(st.session_state["groups"])
    _change(subject, replace(subject.read(), groups=chosen))


def _group_changed(subject: Subject) -> None:
    chosen = st.session_state["group"]
    _change(subject, replace(subject.read(), groups=(chosen,) if chosen else ()))


def _typed_changed(subject: Subject) -> None:
    most = 1 if subject.one_group else MAX_GROUPS
    _change(subject, replace(subject.read(), groups=_typed_groups()[:most]))


def _typed_groups() -> tuple[str, ...]:
    numbers = (number.strip() for number in (st.session_state.get("typed_groups") or "").split(","))
    return tuple(dict.fromkeys(number for number in numbers if number))


def _range_changed(subject: Subject) -> None:
    report = subject.read()
    with suppress(ValueError):  # the reason is shown below the dates
        chosen = period_widgets.selected_range(report.range)
        _change(subject, replace(report, range=chosen))


def _area_changed(subject: Subject) -> None:
    _change(subject, replace(subject.read(), area=period_widgets.selected_area()))


def _step(context: Context, subject: Subject, zone: ZoneInfo, count: int) -> None:
    report = subject.read()
    moved = step_range(report.range, count, context.now(), zone)
    subject.change(replace(report, range=moved))


def group_words(directory: Directory, number: str) -> str:
    """``Sales (GRP0001)``, or the number alone where that is all; one not listed says so."""
    if not directory.groups:  # the list is not known
        return number
    if number not in directory.names:
        return f"{number} (not on this PBX)"
    name = directory.name(number)
    return number if name == number else f"{name} ({number})"
