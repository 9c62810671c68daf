"""The active filters of a page, as buttons that clear them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import NamedTuple

import streamlit as st

from components.shared import url_state
from components.shared.literal_text import literal
from telephony.formatting.text import for_display, visible
from telephony.query.links import MAX_SEARCH_LENGTH
from telephony.query.view import Direction, View


class Chip(NamedTuple):
    """An active filter: its label, and ``without``, which gives a view without it."""

    key: str
    label: str
    without: Callable[[View], View]
    help: str = "Clear this filter"


def show(chips: Sequence[Chip]) -> None:
    """Each filter, and what clears all of them; nothing without any."""
    if not chips:
        return
    with st.container(horizontal=True, gap="small", key="chips"):
        for chip in chips:
            st.button(
                f"{literal(chip.label)} ✕",
                key=f"chip_{chip.key}",
                type="tertiary",
                help=chip.help,
                on_click=_clear,
                args=([chip],),
            )
        st.button("Clear all", key="clear_all", type="tertiary", on_click=_clear, args=(chips,))


def of_view(view: View) -> list[Chip]:
    """The filters that all pages have in common."""
    chips = []
    if view.search:
        words = f"found by “{visible(view.search, MAX_SEARCH_LENGTH)}”"
        chips.append(Chip("search", words, partial(replace, search="")))
    if view.filter:
        words = f"where {for_display(view.filter)}"
        chips.append(Chip("filter", words, partial(replace, filter="")))
    if view.direction is not Direction.BOTH:
        words = f"{view.direction.value} only"
        chips.append(Chip("direction", words, partial(replace, direction=Direction.BOTH)))
    if not view.show_idle:
        chips.append(Chip("quiet", "without idle extensions", partial(replace, show_idle=True)))
    return chips


def _clear(chips: Sequence[Chip]) -> None:
    url_state.push(reduce(lambda view, chip: chip.without(view), chips, url_state.view()))
