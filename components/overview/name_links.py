"""The names in the table as links to the page of their extension, with all filters kept.

A grid's link is its address, so the name goes along as the address's fragment and is shown from
there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

import pyarrow as pa
import streamlit as st

from components.shared.column_looks import brief
from telephony.query.links import page_address
from telephony.query.view import View

NAME: Final = "display_name"
_FRAGMENT: Final = "#(.*)$"
_ESCAPES: Final = str.maketrans({"%": "%25", "+": "%2B", " ": "+"})
"""What the grid would read as something else; escaping every letter triples Arabic names."""
_LONGEST: Final = 60_000
"""[characters] Of all links together: more would be most of what the page sends."""
_CACHED: Final = 20_000


def link_names(
    cells: pa.Table, extensions: Sequence[str], view: View, column: dict[str, Any]
) -> tuple[pa.Table, dict[str, Any]]:
    """The cells, the last of which are those of ``extensions``, and the configuration of ``NAME``.

    As they are where the table has no names, or so many that their links are too long.
    """
    page = page_address("extension", replace(view, selected=(), columns=()).of_extension(""))
    if NAME not in cells.column_names or len(page) * len(extensions) > _LONGEST:
        return cells, column
    names = cells[NAME].to_pylist()
    above = len(names) - len(extensions)
    links = [
        f"{page}&{_ending(number, name)}"
        for number, name in zip(extensions, names[above:], strict=True)
    ]
    linked = pa.array([*names[:above], *links], pa.string())
    config = st.column_config.LinkColumn(
        column["label"],
        help=column["help"],
        pinned=column.get("pinned"),
        width=column.get("width"),
        display_text=_FRAGMENT,
    )
    return cells.set_column(cells.column_names.index(NAME), NAME, linked), brief(config)


@lru_cache(_CACHED)  # the same in every view
def _ending(extension: str, name: str) -> str:
    return f"{urlencode({'extension': extension}, errors='replace')}#{name.translate(_ESCAPES)}"
