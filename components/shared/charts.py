"""A chart of a page: its figure, and the sentence that describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from telephony.formatting.numbers import Separators, separators

MAX_CACHED: Final = 128
"""Views whose charts are cached, a few hundred kilobytes each: the last minutes of a busy team."""


@dataclass(frozen=True)
class Chart:
    """A plotly figure, and the sentence that describes it to a screen reader."""

    figure: Any
    words: str


def viewer_separators() -> Separators:
    """The thousands and decimal signs of the viewer's browser."""
    return separators(st.context.locale)
