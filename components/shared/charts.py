"""A chart as a page holds it: the figure and the sentence that stands in for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from telephony.formatting.numbers import Separators, separators

KEPT = 128
"""Views kept drawn, a few hundred kilobytes each: the last minutes of a busy floor."""


@dataclass(frozen=True)
class Chart:
    """A figure and the sentence that stands in for it."""

    figure: Any
    words: str


def viewer_separators() -> Separators:
    """The thousands and decimal signs of the viewer's browser."""
    return separators(st.context.locale)
