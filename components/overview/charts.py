"""The overview's charts. A click on a mark selects its extension, or clears it again."""

from __future__ import annotations

from typing import Final

import streamlit as st

from components.overview import selection, view_model
from components.shared import charts, url_state
from components.shared.answers_loading import LoadedAnswers
from telephony.charts.overview.rows import TOP
from telephony.charts.thinning import MOST_POINTS
from telephony.formatting.numbers import count_of

_FILE: Final = "extensions"
_SHOW_ALL: Final = "show_all"


@st.fragment(key=selection.CHARTS)
def show(loaded: LoadedAnswers) -> None:
    """Two tall charts that share their order, two lower ones below, side by side by styles.css."""
    view = url_state.view()
    # one more than TOP has a row of its own as well
    extensions = view_model.summary(loaded, view).extensions
    show_all = extensions > TOP + 1 and st.toggle(_switch_words(extensions), key=_SHOW_ALL)
    drawn = view_model.charts(loaded, view, show_all=show_all)
    with st.container(key="charts"):
        for name, chart in drawn.items():
            charts.show(f"chart_{name}", chart, _FILE, selection.select, view.selected)


def _switch_words(extensions: int) -> str:
    everyone = count_of(extensions, "extension")
    if extensions <= MOST_POINTS + 1:
        return f"Show all {everyone}"
    return f"Show the busiest {MOST_POINTS:,} of {everyone}"
