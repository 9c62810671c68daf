"""A chart of a page, and how many are cached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

MAX_CACHED: Final = 128
"""Views whose charts are cached, a few hundred kilobytes each: the last minutes of a busy team."""


@dataclass(frozen=True)
class Chart:
    """A plotly figure, and the sentence that describes it to a screen reader."""

    figure: Any
    words: str
