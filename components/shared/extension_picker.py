"""Chooses extensions of a page by name: the selection that every page and link carries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Final

import streamlit as st

from components.shared import charts, url_state
from components.shared.charts import Chart
from components.shared.viewer_locale import viewer_count
from telephony.query.links import MAX_SELECTED
from telephony.query.view import View

_KEY: Final = "picked"
_MOST_LISTED: Final = 1_000
"""Ten thousand names would be most of what the page sends."""


def show(label: str, names: Mapping[str, str], view: View, *, help_text: str) -> None:
    """A list to choose from; ``names``: in words, by extension. A choice is in the address.

    Of very many it has the first ones and those selected, and says so.
    """
    selected = [number for number in view.selected if number in names]
    listed = list(dict.fromkeys((*islice(names, _MOST_LISTED), *selected)))
    if len(listed) < len(names):
        first = viewer_count(_MOST_LISTED)
        help_text += f" The list has the first {first}: a search in the bar finds others."
    st.session_state[_KEY] = selected
    st.multiselect(
        label,
        listed,
        format_func=lambda number: names.get(number, number),
        key=_KEY,
        placeholder="Name or number",
        max_selections=MAX_SELECTED,
        help=help_text,
        on_change=_changed,
        args=(frozenset(names),),
    )


def plot(key: str, chart: Chart, file_name: str, view: View) -> None:
    """A chart across the page on which a click selects; its PNG is called ``file_name``."""
    charts.show_framed("plots", {key: chart}, file_name, select, view.selected, first_wide=True)


def select(extensions: Iterable[str]) -> None:
    """Make these the selection, at most as many as a link carries.

    A click on a table's header selects every row: no server would accept an address with ten
    thousand extensions.
    """
    chosen = tuple(islice(extensions, MAX_SELECTED))
    url_state.push(replace(url_state.view(), selected=chosen))


def _changed(listed: frozenset[str]) -> None:
    """Those that a filter hides stay selected."""
    hidden = [number for number in url_state.view().selected if number not in listed]
    select((*st.session_state[_KEY], *hidden))
