"""How the viewer's browser writes numbers."""

from __future__ import annotations

import streamlit as st

from telephony.formatting.numbers import Separators, separators


def viewer_separators() -> Separators:
    """The thousands and decimal signs of the viewer's browser."""
    return separators(st.context.locale)
