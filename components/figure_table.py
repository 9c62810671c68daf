"""The table that stands in for a chart: its words on the left, its figures on the right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd
import streamlit as st

_HEIGHT: Final = 380


def show(table: pd.DataFrame, figures: Iterable[str], key: str) -> None:
    """The table, with those of its columns that hold ``figures`` aligned by their last digit."""
    right: Any = st.column_config.TextColumn(alignment="right")
    columns: Any = dict.fromkeys(figures, right)
    rows: Any = table
    st.dataframe(rows, key=key, hide_index=True, height=_HEIGHT, column_config=columns)
