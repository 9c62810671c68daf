"""The table that stands in for a chart: its words on the left, its figures on the right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from components.shared import printing
from components.shared.printing import PaperTable

_HEIGHT: Final = 380


def show(table: pd.DataFrame, figures: Iterable[str], key: str) -> None:
    """The table, with those of its columns that hold ``figures`` aligned by their last digit."""
    right: Any = st.column_config.TextColumn(alignment="right")
    figures = tuple(figures)
    columns: Any = dict.fromkeys(figures, right)
    rows: Any = table
    printing.table(key, partial(_on_paper, table, frozenset(figures)))
    st.dataframe(rows, key=key, hide_index=True, height=_HEIGHT, column_config=columns)


def _on_paper(table: pd.DataFrame, figures: Collection[str]) -> PaperTable:
    titles = [str(name) for name in table.columns]
    numbers = [place for place, title in enumerate(titles) if title in figures]
    return PaperTable(titles, table.astype(str).to_numpy().tolist(), numbers)
