"""The same views with Streamlit's own parts: metrics, charts that select by a rerun, a table."""

from functools import partial

import streamlit as st

from benchmarks.browser.held import VIEWS


def select(chart: str) -> None:
    """Select the clicked extension, or clear the selection."""
    for point in st.session_state[chart].selection.points:
        extension = point["customdata"][0]
        st.session_state.selected = "" if extension == st.session_state.selected else extension


st.set_page_config(layout="wide")
area = st.radio(
    "Calls", ["all", "internal", "external"], format_func=str.capitalize, horizontal=True
)
selected = st.session_state.setdefault("selected", "")
shown = VIEWS[f"{area}//{selected}"]
for row in range(0, len(shown.numbers), 4):
    for slot, number in zip(st.columns(4), shown.numbers[row : row + 4], strict=False):
        slot.metric(*number)
halves = st.columns(2)
for place, (name, figure) in enumerate(shown.charts.items()):
    halves[place % 2].plotly_chart(
        figure, key=name, on_select=partial(select, name), selection_mode="points"
    )
st.dataframe(shown.cells, height=480, hide_index=True)
