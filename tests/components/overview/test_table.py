"""Choosing columns: one more is added to those shown, and links mean what they meant."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components.overview import selection
from components.overview import table as grid
from components.shared import url_state
from telephony.metrics.extension_metrics import derive
from telephony.query.view import Direction, View
from telephony.tables.extensions import DEFAULT_SORT, Table, extension_table
from tests.telephony.frames.extension_frames import frame, row


def table(view: View) -> Table:
    rows = derive(frame(row("100", "Ann", ia=1)), 60.0)
    return extension_table(rows, DEFAULT_SORT, view.direction, view.columns or None)


@st.fragment(key=selection.GRID)
def chooser() -> None:
    """The chooser, and below it the columns in the address and those of the table."""
    view = url_state.view()
    grid.column_chooser(table(view), view)
    st.text(" ".join(view.columns))
    st.text(" ".join(column.key for column in table(view).columns))


def draw() -> None:
    with url_state.visiting("overview"):
        url_state.pull()
        chooser()


def page(link: dict[str, list[str]]) -> AppTest:
    app = AppTest.from_string(f"from {__name__} import draw\ndraw()")
    for name, values in link.items():
        app.query_params[name] = values
    app.run()
    assert not app.exception
    return app


DEFAULTS = [column.key for column in table(View()).columns]


def test_one_column_more_is_added_to_the_default_ones() -> None:
    app = page({})
    assert app.multiselect(key="columns").value == DEFAULTS
    app.multiselect(key="columns").set_value([*DEFAULTS, "erlangs"]).run()
    assert app.text[-1].value.split() == [*DEFAULTS, "erlangs"]
    assert app.query_params["column"] == [*DEFAULTS, "erlangs"]


def test_a_link_shows_exactly_its_columns_and_one_more_adds_to_them() -> None:
    app = page({"column": ["extension", "talk"]})
    assert app.multiselect(key="columns").value == ["extension", "talk"]
    app.multiselect(key="columns").set_value(["extension", "talk", "calls"]).run()
    assert app.text[-1].value == "extension talk calls"


@pytest.mark.parametrize("chosen", [[], DEFAULTS, DEFAULTS[::-1]])
def test_none_and_the_default_ones_leave_the_link_short(chosen: list[str]) -> None:
    app = page({"column": ["extension", "talk"]})
    app.multiselect(key="columns").set_value(chosen).run()
    assert app.text[-1].value.split() == DEFAULTS
    assert "column" not in app.query_params


def test_a_column_of_the_other_direction_stays_chosen() -> None:
    view = View(columns=("extension", "outbound_answered"), direction=Direction.INBOUND)
    chosen = grid.columns_of(["extension", "calls"], table(view), view)
    assert chosen == ("extension", "calls", "outbound_answered")
