"""The overview's charts. A click on a mark selects its extension, or clears it again."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import Any, Final

import streamlit as st

from components.overview import selection, view_model
from components.overview.loading import LoadedAnswers
from components.shared import url_state
from components.shared.chart import Chart
from telephony.charts.figure import CONFIG, TALL
from telephony.charts.overview.rows import TOP
from telephony.formatting.numbers import count_of

_SHOW_ALL: Final = "show_all"
_PER_EXTENSION: Final = ("volume", "talk")


@st.fragment(key=selection.CHARTS)
def show(loaded: LoadedAnswers) -> None:
    """Two tall charts that share their order, two lower ones below, side by side by styles.css."""
    view = url_state.view()
    # one more than TOP has a row of its own as well
    extensions = view_model.summary(loaded, view).extensions
    show_all = extensions > TOP + 1 and st.toggle(
        f"Show all {count_of(extensions, 'extension')}", key=_SHOW_ALL
    )
    charts = view_model.charts(loaded, view, show_all=show_all)
    with st.container(key="charts"):
        for name, chart in charts.items():
            # only a container with a height scrolls; each container costs a message
            tall = show_all and name in _PER_EXTENSION
            with st.container(height=TALL, border=False) if tall else nullcontext():
                _draw(name, chart)


def _draw(name: str, chart: Chart) -> None:
    key = f"chart_{name}"
    st.plotly_chart(
        chart.figure,
        key=key,
        config=CONFIG,
        alt=chart.words,
        on_select=partial(_on_select, key),
        selection_mode="points",
    )


def _on_select(key: str) -> None:
    points: list[dict[str, Any]] = st.session_state[key]["selection"]["points"]
    clicked = (_extension(point.get("customdata")) for point in points)
    if extensions := dict.fromkeys(extension for extension in clicked if extension):
        selection.toggle(extensions)


def _extension(customdata: Any) -> str:
    """The extension, first of a mark's data; empty on a bar that stands for several."""
    first = customdata[0] if isinstance(customdata, list | tuple) and customdata else customdata
    return first if isinstance(first, str) else ""
