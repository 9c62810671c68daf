"""Sorting by a click on a column's header: Streamlit only reports which columns are selected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

_WRITTEN = "written to"


def select(key: str, rows: Sequence[int] = ()) -> None:
    """Select these rows of the table and no column, before the table is created.

    Streamlit ignores a selection identical to the previous run's, so every second write is
    skipped and the browser's own selection stays: the next click on that header then clears the
    column, which Streamlit reports as a change.
    """
    wanted: dict[str, Any] = {"rows": list(rows), "columns": [], "cells": []}
    current, written = st.session_state.get(key), f"{_WRITTEN} {key}"
    if current is None:  # a new table, with nothing selected
        write = bool(rows)
    else:
        write = dict(current["selection"]) != wanted != st.session_state.get(written)
    if write:
        st.session_state[key] = {"selection": wanted}
    st.session_state[written] = wanted if write else None


def clicked(key: str, sorted_by: str, rows: Sequence[int] = ()) -> str:
    """The column whose header was clicked; empty where the selected ``rows`` changed instead.

    A click that cleared a column was on the one that the table is ``sorted_by``.
    """
    selection = st.session_state[key]["selection"]
    if list(selection["rows"]) != list(rows):
        return ""
    columns: list[str] = selection["columns"]
    return columns[0] if columns else sorted_by
