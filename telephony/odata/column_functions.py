"""What functions do to whole columns at once. None means: not with these values, row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd

from telephony.odata.operators import rounded

# pandas changes capitals letter by letter, and by another year's Unicode than Python.
ODD_CAPITALS: Final = "[\u0130\u03a3\u1c80-\u1fff\u2c00-\u2dff\ua640-\uabff\U00010000-\U0001efff]"
ODD_SMALL: Final = (
    "[\u00df\u0149\u019b\u01f0\u0264\u0277\u027c\u0390\u03b0\u0587"
    "\u1c80-\u1fff\u2c00-\u2dff\ua640-\uabff\ufb00-\ufb17\U00010000-\U0001efff]"
)
# pandas is slower than Python at finding places among letters of several bytes.
NOT_ASCII: Final = r"[^\x00-\x7f]"


def by_literal(does: str) -> Callable[[Any, Any], Any]:
    """A test of a column for one text, done by pandas; anything else goes row by row."""

    def columns(text: Any, part: Any) -> Any:
        if not (isinstance(text, pd.Series) and isinstance(part, str)):
            return None
        options = {"regex": False} if does == "contains" else {}
        return getattr(text.str, does)(part, **options).to_numpy(bool)

    return columns


def unless(odd: str, whole: Callable[..., Any], row: Callable[..., Any]) -> Callable[..., Any]:
    """A column by pandas, unless letters are in it that it treats otherwise than Python does.

    ``odd`` is a pattern of these; ASCII is never odd.
    """

    def columns(text: Any, *rest: Any) -> Any:
        if not isinstance(text, pd.Series) or not all(isinstance(one, str) for one in rest):
            return None
        foreign = text[np.logical_not(text.str.isascii().to_numpy(bool))]
        if not foreign.str.contains(odd).any():
            found = whole(text, *rest)
        else:
            rows = [row(one, *rest) for one in text.tolist()]
            found = pd.Series(rows, text.index, dtype="str" if isinstance(rows[0], str) else None)
        return found if isinstance(found.dtype, pd.StringDtype) else found.to_numpy(np.int64)

    return columns


def stripped(text: Any) -> Any:
    """``trim`` of a column."""
    return text.str.strip() if isinstance(text, pd.Series) else None


def joined(one: Any, other: Any) -> Any:
    """``concat``, where a column is in it."""
    return one + other if pd.Series in (type(one), type(other)) and _plain(one, other) else None


def _plain(*data: Any) -> bool:
    return all(isinstance(one, str | pd.Series) for one in data)


def sliced(text: Any, begin: Any, size: Any = None) -> Any:
    """``substring`` of a column, at the same place in every row."""
    if not isinstance(text, pd.Series) or np.ndim(begin) or np.ndim(size):
        return None
    longest = int(text.str.len().max()) if len(text) else 0
    start = _index(begin, longest)
    return text.str.slice(start, None if size is None else start + _index(size, longest))


def lengths(text: Any) -> Any:
    """``length`` of a column."""
    return text.str.len().to_numpy(np.int64) if isinstance(text, pd.Series) else None


def substring(text: str, begin: float, size: float | None = None) -> str:
    """Without the first ``begin`` characters; the part of a character is left out too."""
    start = _index(begin, len(text))
    return text[start:] if size is None else text[start : start + _index(size, len(text))]


def _index(number: float, longest: int) -> int:
    return int(min(max(number, 0), longest))


def to_nearest(data: Any) -> Any:
    """``round``: a fractional number, so dividing it goes on with fractions."""
    return rounded(np.asarray(data, float))


def floor(data: Any) -> Any:
    """``floor``, as fractional as ``round``."""
    return np.floor(np.asarray(data, float))


def ceiling(data: Any) -> Any:
    """``ceiling``, as fractional as ``round``."""
    return np.ceil(np.asarray(data, float))
