"""The report's parameters (group, period and call area) and the line below them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.explorer import state, words
from components.explorer.loading import ExplorerResult
from components.shared import period_widgets, query_bar
from components.shared.literal_text import plain_text
from components.shared.provenance import last_updated
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.explore import links
from telephony.explore.exploration import Exploration
from telephony.periods.ranges import range_words


def show(context: Context, directory: Directory, now: datetime) -> Exploration:
    """Draw the widgets; the exploration of the address, which a change in them has reached."""
    exploration, seed = state.ADDRESS.pull()
    if seed and not exploration.group and directory.groups:
        first = directory.groups[0].number
        exploration = state.ADDRESS.complete(replace(exploration, group=first))
    if seed:
        period_widgets.seed(exploration.range, exploration.area, now, context.zone)
    with st.container(horizontal=True, vertical_alignment="top", key="parameters"):
        _group(exploration.group, directory)
        with st.container(width=280, gap="xxsmall"):
            period_widgets.show_range(exploration.range, _change_period)
        with st.container(width="content"):
            period_widgets.show_area(_change_period)
    return exploration


def _change_period() -> None:
    chosen = state.current().range
    with suppress(ValueError):  # the reason is shown below the widgets
        chosen = period_widgets.selected_range(chosen)
    state.change(range=chosen, area=period_widgets.selected_area())


def show_period(context: Context, exploration: Exploration, now: datetime) -> None:
    """The period in words, with the time zone of its days."""
    plain_text(range_words(exploration.range, now, context.zone), width="stretch")


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


def _group(number: str, directory: Directory) -> None:
    key = state.prefill("explored_group", number)
    if directory.refused is not None:
        st.text_input(
            "Group number", key=key, placeholder="GRP0000", width=280, on_change=_typed_group
        )
        return
    listed = list(directory.by_name)
    st.selectbox(
        "Group",
        listed if number in listed else [*listed, number],
        format_func=lambda number: query_bar.group_words(directory, number),
        key=key,
        width=280,
        on_change=_typed_group,
        help=words.ONE_GROUP,
    )


def _typed_group() -> None:
    state.change(group=(state.widget_value("explored_group") or "").strip())
