"""The query bar: the view in one line, with its controls in a popover."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared import period_widgets, url_state, words
from components.shared.filter_field import filter_field, seed_filter, typed_filter
from components.shared.literal_text import plain_text
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.odata.errors import QueryTextError
from telephony.periods.ranges import range_words, step_range
from telephony.query.links import MAX_GROUPS, MAX_SEARCH_LENGTH
from telephony.query.view import Direction, View

ZoneOf = Callable[[Context, View], ZoneInfo]
Draw = Callable[[Context, View], None]

_IN_CONTROLS: Final = "view_in_controls"
"""The view that the open controls show."""


def pbx_zone(context: Context, _view: View) -> ZoneInfo:
    """The PBX's time zone, whatever the view."""
    return context.zone


def draw_nothing(_context: Context, _view: View) -> None:
    """For a page without controls of its own."""


def view_from_bar(  # noqa: PLR0913  # what the pages differ in
    context: Context,
    directory: Directory,
    now: datetime,
    zone_of: ZoneOf = pbx_zone,
    extra_controls: Draw = draw_nothing,
    *,
    every_group: bool = False,
) -> View:
    """Draw the steps, the controls and the line; the view of the address.

    A change in the bar is in the address before the next run. ``zone_of`` gives the time zone of
    a view's days; ``extra_controls`` draws the page's own controls below the others.
    ``every_group``: a view without a group means all of them, not the first.
    """
    view, arrived = url_state.pull()
    zone = zone_of(context, view)
    if arrived and not view.groups and directory.groups and not every_group:
        view = url_state.complete(replace(view, groups=(directory.groups[0].number,)))
    _step_button("back", "Previous period", partial(_step, context, -1, zone_of))
    _step_button("forward", "Next period", partial(_step, context, 1, zone_of))
    # only sent once opened: nine widgets are a third of the page
    change = st.popover("Change", icon=":material/tune:", key="change", on_change="rerun")
    if change.open:
        if arrived or st.session_state.get(_IN_CONTROLS) != view:
            _seed(view, now, zone)
        with change:
            _controls(view, directory)
            extra_controls(context, view)
            st.caption(words.SCOPE_OF_FILTERS)
    else:
        st.session_state.pop(_IN_CONTROLS, None)
    nobody = "all groups" if every_group else "no group"
    plain_text(_in_words(view, directory, now, zone, nobody), width="stretch")
    return view


def _step_button(key: str, label: str, on_click: Callable[[], None]) -> None:
    st.button(
        label,  # for screen readers: styles.css shows the arrow alone
        key=key,
        icon=f":material/chevron_{'left' if key == 'back' else 'right'}:",
        help=label,
        on_click=on_click,
    )


def _seed(view: View, now: datetime, zone: ZoneInfo) -> None:
    """Set the view in the widgets, before they are created.

    Only a view that did not come from them: it would remove a text that is still wrong, and the
    first of two days.
    """
    state = st.session_state
    state["groups"] = list(view.groups)
    state["typed_groups"] = ", ".join(view.groups)
    period_widgets.seed(view.range, view.area, now, zone)
    state["search"] = view.search
    seed_filter(view.filter)
    state["quiet"] = view.show_idle
    state["direction"] = view.direction.value
    state[_IN_CONTROLS] = view


def _controls(view: View, directory: Directory) -> None:
    changed = partial(_changed, directory)
    _groups(view, directory, changed)
    period_widgets.show_range(view.range, changed)
    period_widgets.show_area(changed)
    st.segmented_control(
        "Direction",
        [direction.value for direction in Direction],
        format_func=str.capitalize,
        key="direction",
        required=True,
        persist_state="session",
        on_change=changed,
    )
    st.text_input(
        "Find an extension",
        key="search",
        placeholder="Name or number",
        max_chars=MAX_SEARCH_LENGTH,
        persist_state="session",
        on_change=changed,
    )
    filter_field(view.filter, changed)
    st.toggle("Show idle extensions", key="quiet", persist_state="session", on_change=changed)


def _groups(view: View, directory: Directory, changed: Callable[[], None]) -> None:
    """As many as a link carries: with more, a reload would show another view."""
    if directory.refused is not None:
        st.text_input(
            "Group numbers",
            key="typed_groups",
            placeholder="GRP0000",
            persist_state="session",
            on_change=changed,
        )
        if len(_typed_groups()) > MAX_GROUPS:
            st.caption(f"The first {MAX_GROUPS} groups are shown.")
        return
    listed = list(directory.by_name)
    unknown = [number for number in view.groups if number not in listed]
    st.multiselect(
        "Groups",
        listed + unknown,
        format_func=lambda number: group_words(directory, number),
        key="groups",
        placeholder="Name or number",
        max_selections=MAX_GROUPS,
        persist_state="session",
        on_change=changed,
    )


def _changed(directory: Directory) -> None:
    """A control's callback, which is called even when its change closes the controls."""
    state, view = st.session_state, url_state.view()
    with suppress(ValueError):  # the reason is shown below the range's widgets
        view = replace(view, range=period_widgets.selected_range(view.range))
    with suppress(QueryTextError):  # and below the filter's field
        view = replace(view, filter=typed_filter())
    view = replace(
        view,
        groups=_chosen_groups(directory),
        area=period_widgets.selected_area(),
        direction=Direction(state["direction"] or Direction.BOTH),
        search=(state["search"] or "").strip(),
        show_idle=state["quiet"],
    )
    url_state.push(view)
    state[_IN_CONTROLS] = view


def _chosen_groups(directory: Directory) -> tuple[str, ...]:
    if directory.refused is None:
        return tuple(st.session_state["groups"])
    return _typed_groups()[:MAX_GROUPS]


def _typed_groups() -> tuple[str, ...]:
    numbers = (number.strip() for number in (st.session_state["typed_groups"] or "").split(","))
    return tuple(dict.fromkeys(number for number in numbers if number))


def _step(context: Context, count: int, zone_of: ZoneOf) -> None:
    view = url_state.view()
    moved = step_range(view.range, count, context.now(), zone_of(context, view))
    url_state.push(replace(view, range=moved))


def group_words(directory: Directory, number: str) -> str:
    """``Sales (GRP0001)``, or the number alone where that is all; one not listed says so."""
    if not directory.groups:  # the list is not known
        return number
    if number not in directory.names:
        return f"{number} (not on this PBX)"
    name = directory.name(number)
    return number if name == number else f"{name} ({number})"


def _in_words(view: View, directory: Directory, now: datetime, zone: ZoneInfo, nobody: str) -> str:
    names = ", ".join(directory.name(number) for number in view.groups) or nobody
    return f"{names} · {range_words(view.range, now, zone)} · {view.area.word}"
