"""Tables of pandas as the browser gets them."""

from __future__ import annotations

from typing import Final
from weakref import finalize

import pandas as pd
import pyarrow as pa

_MADE: Final[dict[int, pa.Table]] = {}
"""By the identity of what they were made from, as long as that lives."""


def arrow_table(table: pd.DataFrame) -> pa.Table:
    """The table without its index, made once: most runs of a page show one shown before.

    So it must not be changed any more.
    """
    number = id(table)
    if number not in _MADE:
        _MADE[number] = pa.Table.from_pandas(table, preserve_index=False)
        finalize(table, _MADE.pop, number, None)
    return _MADE[number]
