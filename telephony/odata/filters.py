"""``$filter``: which rows of the typed frame a text means."""

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

# As many as viewers have in use at once; each is at most some hundred kilobytes.
_REMEMBERED = 256


@dataclass(frozen=True, eq=False)
class Filter:
    """A filter that can be used: its text, odata-query's ``tree`` of it, the fields it reads."""

    text: str
    tree: Tree
    fields: tuple[str, ...]
    _run: Callable[[pd.DataFrame], Any] = field(repr=False)

    def mask(self, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """For each row of a typed frame whether the filter is true of it; unknown is not true."""
        with np.errstate(all="ignore"):  # what has no number is null, which is told
            found = self._run(frame)
        chosen = np.logical_and(found.data, np.logical_not(found.null))
        return np.broadcast_to(np.asarray(chosen, dtype=bool), len(frame))


@lru_cache(maxsize=_REMEMBERED)
def parse_filter(text: str) -> Filter:
    """Read and check a filter. Raises QueryTextError, which knows the place."""
    from telephony.odata.filter_compiler import compile_tree  # noqa: PLC0415  the parser costs 0.2 s
    from telephony.odata.filter_parser import parse_tree  # noqa: PLC0415

    tree = parse_tree(text)
    run, fields = compile_tree(tree)
    return Filter(text, tree, fields, run)
