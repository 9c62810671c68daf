"""A chart of a page: how it is drawn, and how many are cached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import streamlit as st

from telephony.charts.figure import config

MAX_CACHED: Final = 128
"""Views whose charts are cached, a few hundred kilobytes each: the last minutes of a busy team."""

OnClick = Callable[[Sequence[Any]], None]


@dataclass(frozen=True)
class Chart:
    """A plotly figure, and the sentence that describes it to a screen reader."""

    figure: Any
    words: str


def show(key: str, chart: Chart, file_name: str, on_click: OnClick | None = None) -> None:
    """Draw the chart; its PNG is called ``file_name``.

    ``on_click`` is a callback: it gets the ``customdata`` of the marks that were clicked.
    """
    options: dict[str, Any] = {}
    if on_click is not None:
        options = {"on_select": partial(_clicked, key, on_click), "selection_mode": "points"}
    st.plotly_chart(chart.figure, key=key, config=config(file_name), alt=chart.words, **options)


def _clicked(key: str, on_click: OnClick) -> None:
    points: list[dict[str, Any]] = st.session_state[key]["selection"]["points"]
    on_click([point.get("customdata") for point in points])
