"""The charts of the overview. A click on a mark picks its extension out, or lets go of it."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import Any, Final

import streamlit as st

from components.overview import selection, view_model
from components.overview.loading import Loaded
from components.shared import url_state
from components.shared.charts import Chart
from telephony.charts.figure import CONFIG, TALL
from telephony.charts.overview.rows import TOP

_SHOW_ALL: Final = "show_all"
_PER_EXTENSION: Final = ("volume", "talk")


@st.fragment(key=selection.CHARTS)
def show(loaded: Loaded) -> None:
    """Two tall charts that share their order, two lower ones below, side by side by look.css."""
    view = url_state.view()
    # one more than the top has a row of its own as well
    show_all = view_model.found(loaded, view).extensions > TOP + 1 and st.toggle(
        f"Every extension, not only the {TOP} with most calls", key=_SHOW_ALL
    )
    charts = view_model.charts(loaded, view, show_all=show_all)
    with st.container(key="charts"):
        for name, chart in charts.items():
            # only a box of its own can be moved through; each costs a message otherwise
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
        on_select=partial(_clicked, key),
        selection_mode="points",
    )


def _clicked(key: str) -> None:
    points: list[dict[str, Any]] = st.session_state[key]["selection"]["points"]
    clicked = (_extension(point.get("customdata")) for point in points)
    if extensions := dict.fromkeys(extension for extension in clicked if extension):
        selection.toggle(extensions)


def _extension(customdata: Any) -> str:
    """The first of a mark's data is its extension; empty on a bar that stands for many."""
    first = customdata[0] if isinstance(customdata, list | tuple) and customdata else customdata
    return first if isinstance(first, str) else ""
