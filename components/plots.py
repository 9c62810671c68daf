"""The charts of the overview. A click on a mark picks its extension out, or lets go of it."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import Any, Final

import streamlit as st

from components import drawn, selection, url_state
from components.drawn import Chart
from components.loading import Loaded
from telephony.charts import CONFIG, TALL, TOP

_SHOW_ALL: Final = "show_all"
_TALL_ROW: Final = {"volume": "Calls per extension", "talk": "Talk time per extension"}
_LOW_ROW: Final = {"scatter": "Calls against mean talk time", "share": "Share of the load"}


@st.fragment(key=selection.CHARTS)
def show(loaded: Loaded) -> None:
    """Two tall charts that share their order, two lower ones below."""
    view = url_state.view()
    # one more than the top has a row of its own as well
    show_all = drawn.found(loaded, view).extensions > TOP + 1 and st.toggle(
        f"Every extension, not only the {TOP} with most calls", key=_SHOW_ALL
    )
    charts = drawn.charts(loaded, view, show_all=show_all)
    for row, frame in ((_TALL_ROW, TALL if show_all else None), (_LOW_ROW, None)):
        for place, (name, title) in zip(st.columns(2, border=True), row.items(), strict=True):
            with place:
                st.markdown(f"**{title}**")
                # only a box of its own can be moved through; each costs a message otherwise
                with st.container(height=frame, border=False) if frame else nullcontext():
                    _draw(name, charts[name])


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
