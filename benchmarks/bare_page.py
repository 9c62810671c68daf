"""The floor: a script that only sends what was prebuilt. The number in the box chooses the view."""

import streamlit as st

from benchmarks import parts
from benchmarks.held import VIEWS
from telephony.charts.figure import config

st.set_page_config(layout="wide")
ready = VIEWS[int(st.text_input("View", "0", key="view"))]
parts.draw(ready.parts)
for name, chart in ready.charts.items():
    st.plotly_chart(
        chart.figure,
        key=name,
        config=config("extensions"),
        alt=chart.words,
        on_select="rerun" if ready.sheet else "ignore",
        selection_mode="points",
    )
if ready.sheet:
    st.dataframe(
        ready.sheet.cells,
        key="table",
        height=480,
        hide_index=True,
        column_config=ready.sheet.columns,
        on_select="rerun",
        selection_mode=["multi-row", "single-column"],
        placeholder="–",
    )
