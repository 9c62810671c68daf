"""OData's functions on whole columns. A result of None means: compute these values row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd

from telephony.odata.operators import round_half_away

# pandas changes case character by character, and by another version of Unicode than Python.
ODD_CAPITALS: Final = "[\u0130\u03a3\u1c80-\u1fff\u2c00-\u2dff\ua640-\uabff\U00010000-\U0001efff]"
ODD_SMALL: Final = (
    "[\u00df\u0149\u019b\u01f0\u0264\u0277\u027c\u0390\u03b0\u0587"
    "\u1c80-\u1fff\u2c00-\u2dff\ua640-\uabff\ufb00-\ufb17\U00010000-\U0001efff]"
)
# pandas is slower than Python at finding positions among characters of several bytes.
NOT_ASCII: Final = r"[^\x00-\x7f]"


def literal_test(method: str) -> Callable[[Any, Any], Any]:
    """A test of a column for one text, by a method of pandas; anything else row by row."""

    def columns(text: Any, part: Any) -> Any:
        if not (isinstance(text, pd.Series) and isinstance(part, str)):
            return None
        options = {"regex": False} if method == "contains" else {}
        return getattr(text.str, method)(part, **options).to_numpy(bool)

    return columns


def unless_odd(odd: str, column: Callable[..., Any], row: Callable[..., Any]) -> Callable[..., Any]:
    """A column by pandas, or row by row where it has characters that pandas treats differently.

    ``odd`` is a pattern of these characters; ASCII is never odd.
    """

    def columns(text: Any, *rest: Any) -> Any:
        if not isinstance(text, pd.Series) or not all(isinstance(one, str) for one in rest):
            return None
        not_ascii = text[np.logical_not(text.str.isascii().to_numpy(bool))]
        if not not_ascii.str.contains(odd).any():
            result = column(text, *rest)
        else:
            rows = [row(one, *rest) for one in text.tolist()]
            result = pd.Series(rows, text.index, dtype="str" if isinstance(rows[0], str) else None)
        return result if isinstance(result.dtype, pd.StringDtype) else result.to_numpy(np.int64)

    return columns


def strip_texts(text: Any) -> Any:
    """``trim``."""
    return text.str.strip() if isinstance(text, pd.Series) else None


def concat_texts(one: Any, other: Any) -> Any:
    """``concat``, where at least one side is a column."""
    return one + other if pd.Series in (type(one), type(other)) and _plain(one, other) else None


def _plain(*data: Any) -> bool:
    return all(isinstance(one, str | pd.Series) for one in data)


def slice_texts(text: Any, begin: Any, size: Any = None) -> Any:
    """``substring``, at the same position in every row."""
    if not isinstance(text, pd.Series) or np.ndim(begin) or np.ndim(size):
        return None
    longest = int(text.str.len().max()) if len(text) else 0
    start = _index(begin, longest)
    return text.str.slice(start, None if size is None else start + _index(size, longest))


def text_lengths(text: Any) -> Any:
    """``length``."""
    return text.str.len().to_numpy(np.int64) if isinstance(text, pd.Series) else None


def substring(text: str, begin: float, size: float | None = None) -> str:
    """The text without its first ``begin`` characters; a fraction of a position is dropped."""
    start = _index(begin, len(text))
    return text[start:] if size is None else text[start : start + _index(size, len(text))]


def _index(number: float, longest: int) -> int:
    return int(min(max(number, 0), longest))


def round_to_nearest(data: Any) -> Any:
    """``round``. The result is a float, so ``div`` of it is not truncated."""
    return round_half_away(np.asarray(data, float))


def floor(data: Any) -> Any:
    """``floor``, a float as for ``round``."""
    return np.floor(np.asarray(data, float))


def ceiling(data: Any) -> Any:
    """``ceiling``, a float as for ``round``."""
    return np.ceil(np.asarray(data, float))
