"""The rows as a chart of two fields, which the viewer chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from components.explorer import state
from components.shared import charts
from components.shared.charts import Chart
from components.shared.viewer_locale import viewer_style
from telephony.charts.explorer import describe_two_fields, two_fields
from telephony.explore.exploration import Exploration
from telephony.explore.table import fields_in
from telephony.odata.fields import FIELDS, Kind

_AXES: Final = {"x": "Horizontal axis", "y": "Vertical axis"}
_DEFAULTS: Final = {"x": "InboundAnsweredCount", "y": "InboundAnsweredTalkingDur"}


def show(rows: pd.DataFrame, exploration: Exploration) -> None:
    """A choice of field for each axis, and the chart."""
    names = [field.name for field in fields_in(rows)]
    x, y = _field("x", exploration.x, names), _field("y", exploration.y, names)
    with st.container(horizontal=True):
        for axis, chosen in (("x", x), ("y", y)):
            key = state.prefill(f"chart_{axis}", chosen)
            st.selectbox(
                _AXES[axis],
                names,
                key=key,
                width=280,
                on_change=lambda axis=axis, key=key: state.change(
                    **{axis: state.widget_value(key)}
                ),
            )
    style = viewer_style()
    figure = two_fields(rows, x, y, style)
    chart = Chart(figure, describe_two_fields(rows, x, y, style))
    charts.show("chart_of_two", chart, "extensions")


def _field(axis: str, chosen: str, names: Sequence[str]) -> str:
    """The chosen field if the rows have it, else the default one, else the last number."""
    for name in (chosen, _DEFAULTS[axis]):
        if name in names:
            return name
    numbers = [name for name in names if FIELDS[name].kind is not Kind.TEXT]
    return (numbers or names)[-1]
