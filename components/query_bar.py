"""The query bar: what is asked, in one line; its controls a click away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from components import period_widgets, url_state
from components.filter_field import filter_field
from components.literal import literal
from telephony.data_access import Directory
from telephony.periods import (
    step,
    words,
)
from telephony.query import Direction, View
from telephony.runtime import current
from telephony.text import for_display

_TOUCHES = (
    "Search, filter and direction apply to every figure on this page. Quiet extensions have no "
    "calls, so hiding them changes no sum. Sorting changes the table and its CSV; the charts keep "
    "the most calls first."
)


def pbx_zone(_view: View) -> ZoneInfo:
    """Days are those of the PBX, whatever the view."""
    return current().zone


def view_from_bar(
    directory: Directory, now: datetime, zone_of: Callable[[View], ZoneInfo] = pbx_zone
) -> View:
    """Draw the bar's own part; the view that its widgets and the address describe together.

    ``zone_of`` tells in which zone a view's days are meant.
    """
    view, seed = url_state.pull()
    zone = zone_of(view)
    if seed and not view.groups and directory.groups:
        view = url_state.complete(replace(view, groups=(directory.groups[0].number,)))
    if seed:
        _seed(view, now, zone)
    _step_button("back", "One period back", -1, zone_of)
    _step_button("forward", "One period on", 1, zone_of)
    with st.popover("Change", icon=":material/tune:", key="change"):
        chosen = _controls(view, directory)
    st.text(_in_words(chosen, directory, now, zone), width="stretch")
    url_state.push(chosen)
    return chosen


def _step_button(key: str, words: str, count: int, zone_of: Callable[[View], ZoneInfo]) -> None:
    st.button(
        words,  # heard, not seen: look.css leaves the arrow alone
        key=key,
        icon=f":material/chevron_{'left' if count < 0 else 'right'}:",
        help=words,
        on_click=_step,
        args=(count, zone_of),
    )


def _seed(view: View, now: datetime, zone: ZoneInfo) -> None:
    """Put the view into the widgets, before they are drawn."""
    state = st.session_state
    state["groups"] = list(view.groups)
    state["typed_groups"] = ", ".join(view.groups)
    period_widgets.seed(view.range, view.area, now, zone)
    state["search"] = view.search
    state["filter"] = view.filter
    state["quiet"] = view.quiet
    state["direction"] = view.direction.value


def _controls(view: View, directory: Directory) -> View:
    groups = _groups(view, directory)
    chosen = period_widgets.pick_range(view.range)
    area = period_widgets.pick_area()
    direction = st.segmented_control(
        "Direction",
        [direction.value for direction in Direction],
        format_func=str.capitalize,
        key="direction",
        required=True,
        persist_state="session",
    )
    search = st.text_input(
        "Find an extension", key="search", placeholder="Name or number", persist_state="session"
    )
    chosen_filter = filter_field(view.filter)
    quiet = st.toggle("Show quiet extensions", key="quiet", persist_state="session")
    st.caption(_TOUCHES)
    return replace(
        view,
        groups=groups,
        range=chosen,
        area=area,
        direction=Direction(direction or Direction.BOTH),
        search=(search or "").strip(),
        filter=chosen_filter,
        quiet=quiet,
    )


def _groups(view: View, directory: Directory) -> tuple[str, ...]:
    if directory.refused is not None:
        typed = st.text_input(
            "Group numbers", key="typed_groups", placeholder="GRP0000", persist_state="session"
        )
        numbers = (number.strip() for number in (typed or "").split(","))
        return tuple(dict.fromkeys(number for number in numbers if number))
    listed = [group.number for group in directory.groups]
    unknown = [number for number in view.groups if number not in listed]
    return tuple(
        st.multiselect(
            "Groups",
            listed + unknown,
            format_func=lambda number: group_words(directory, number),
            key="groups",
            placeholder="Name or number",
            persist_state="session",
        )
    )


def _step(count: int, zone_of: Callable[[View], ZoneInfo]) -> None:
    # the view at the click: the one at hand when the button was drawn is that of a run before
    view, now = url_state.view(), current().now()
    zone = zone_of(view)
    _seed(replace(view, range=step(view.range, count, now, zone)), now, zone)


def group_words(directory: Directory, number: str) -> str:
    """``Sales (GRP0001)``, or the number alone where that is all; one not listed says so."""
    if not directory.groups:  # nobody told which there are
        return number
    if all(group.number != number for group in directory.groups):
        return f"{number} (not on this PBX)"
    name = directory.name(number)
    return number if name == number else f"{name} ({number})"


def _in_words(view: View, directory: Directory, now: datetime, zone: ZoneInfo) -> str:
    names = ", ".join(directory.name(number) for number in view.groups) or "no group"
    return f"{names} · {words(view.range, now, zone)} · {view.area.word}"


def chips(view: View) -> None:
    """What narrows the page, each with a click to undo it."""
    chips: list[tuple[str, dict[str, object]]] = []
    if view.search:
        chips.append((f"found by “{view.search}”", {"search": ""}))
    if view.filter:
        chips.append((f"where {for_display(view.filter)}", {"filter": ""}))
    if view.direction is not Direction.BOTH:
        chips.append((f"{view.direction.value} only", {"direction": Direction.BOTH.value}))
    if not view.quiet:
        chips.append(("without quiet extensions", {"quiet": True}))
    if not chips:
        return
    with st.container(horizontal=True, gap="small", key="chips"):
        for number, (label, undone) in enumerate(chips):
            st.button(
                f"{literal(label)} ✕",
                key=f"chip_{number}",
                type="tertiary",
                help="Clear this filter",
                on_click=st.session_state.update,
                args=(undone,),
            )
