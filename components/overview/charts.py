"""The overview's charts. A click on a mark selects its extension, or clears it again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, Final

import streamlit as st

from components.overview import selection, view_model
from components.shared import charts, url_state
from components.shared.answers_loading import LoadedAnswers
from telephony.charts.figure import TALL
from telephony.charts.overview.rows import TOP
from telephony.formatting.numbers import count_of

_FILE: Final = "extensions"
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
    drawn = view_model.charts(loaded, view, show_all=show_all)
    with st.container(key="charts"):
        for name, chart in drawn.items():
            # only a container with a height scrolls; each container costs a message
            tall = show_all and name in _PER_EXTENSION
            with st.container(height=TALL, border=False) if tall else nullcontext():
                charts.show(f"chart_{name}", chart, _FILE, _on_click)


def _on_click(marks: Sequence[Any]) -> None:
    extensions = dict.fromkeys(extension for extension in map(_extension, marks) if extension)
    if extensions:
        selection.toggle(extensions)


def _extension(customdata: Any) -> str:
    """The extension, first of a mark's data; empty on a bar that stands for several."""
    first = customdata[0] if isinstance(customdata, list | tuple) and customdata else customdata
    return first if isinstance(first, str) else ""
