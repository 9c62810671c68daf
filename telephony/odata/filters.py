"""``$filter``: which rows of a typed frame match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from telephony.odata.filter_parser import Tree

# More than viewers use at the same time; each takes at most some hundred kilobytes.
_CACHED = 256


@dataclass(frozen=True, eq=False)
class Filter:
    """A parsed filter: its text, odata-query's ``tree`` of it, the fields it reads."""

    text: str
    tree: Tree
    fields: tuple[str, ...]
    _run: Callable[[pd.DataFrame], Any] = field(repr=False)

    def mask(self, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """For each row of a typed frame, whether the filter is true; null is not true."""
        with np.errstate(all="ignore"):  # a result that is not a number becomes null
            value = self._run(frame)
        matches = np.logical_and(value.data, np.logical_not(value.null))
        return np.broadcast_to(np.asarray(matches, dtype=bool), len(frame))


@lru_cache(maxsize=_CACHED)
def parse_filter(text: str) -> Filter:
    """Parse and check a filter. Raises QueryTextError, which has the place."""
    from telephony.odata.filter_compiler import compile_tree  # noqa: PLC0415  importing the parser takes 0.2 s
    from telephony.odata.filter_parser import parse_tree  # noqa: PLC0415

    tree = parse_tree(text)
    run, fields = compile_tree(tree)
    return Filter(text, tree, fields, run)
