"""The table in place of a chart: text aligned left, numbers right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from components.shared import printing, table_pages
from components.shared.arrow_tables import arrow_table
from components.shared.column_looks import brief
from components.shared.printing import PaperTable

_HEIGHT: Final = 380
_RIGHT: Final[Any] = brief(st.column_config.TextColumn(alignment="right"))
_NAME: Final = "Name"
# On a phone a wider column of names would leave no room for a number.
_LONG_NAME: Final = 24
_NARROW: Final[Any] = brief(st.column_config.TextColumn(width="medium"))


def show(
    table: pd.DataFrame,
    numbers: Iterable[str],
    key: str,
    name: str,
    height: int | Literal["content"] = _HEIGHT,
) -> None:
    """The table, a long one in pages; ``numbers`` are the titles of the columns of numbers.

    Names that are long end in an ellipsis, and are whole in the cell that is opened.

    ``name``: what it shows, for a screen reader. A ``table`` is not changed once it was shown.
    """
    titles = frozenset(numbers)
    columns: Any = dict.fromkeys(titles, _RIGHT)
    if _NAME in table and table[_NAME].str.len().max() > _LONG_NAME:
        columns[_NAME] = _NARROW
    page = table_pages.chosen(len(table), key)
    rows = arrow_table(table).slice(page.start, len(page))
    st.dataframe(rows, key=key, hide_index=True, height=height, column_config=columns, alt=name)
    on_paper = partial(printing.table, key, partial(_to_print, table, titles))
    table_pages.show_below(len(table), key, on_paper)


def _to_print(table: pd.DataFrame, numbers: Collection[str]) -> PaperTable:
    titles = [str(name) for name in table.columns]
    positions = [position for position, title in enumerate(titles) if title in numbers]
    return PaperTable(titles, table.astype(str).to_numpy().tolist(), positions)
