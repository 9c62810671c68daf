"""A table whose heads are clicked to sort it: Streamlit only tells which columns are selected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

_TOLD = "told to"


def select(key: str, rows: Sequence[int] = ()) -> None:
    """Have these rows of the table selected and no column, before it is drawn.

    A browser that is told the same in two runs, one after the other, takes no notice. So the
    second time it is not told, and what it keeps selected is kept here too: the next click on
    that head lets go of the column, which only then is a change that is heard of.
    """
    wanted: dict[str, Any] = {"rows": list(rows), "columns": [], "cells": []}
    held, told = st.session_state.get(key), f"{_TOLD} {key}"
    if held is None:  # a new table, with nothing selected
        tell = bool(rows)
    else:
        tell = dict(held["selection"]) != wanted != st.session_state.get(told)
    if tell:
        st.session_state[key] = {"selection": wanted}
    st.session_state[told] = wanted if tell else None


def clicked(key: str, sorted_by: str, rows: Sequence[int] = ()) -> str:
    """The column whose head was clicked; empty where other ``rows`` than before were selected.

    Where the browser let go of a column, that is the one the table is ``sorted_by``.
    """
    picked = st.session_state[key]["selection"]
    if list(picked["rows"]) != list(rows):
        return ""
    columns: list[str] = picked["columns"]
    return columns[0] if columns else sorted_by
