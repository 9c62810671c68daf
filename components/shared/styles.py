"""How the pages look beyond the theme: the rules of styles.css."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

_STYLE: Final = f"<style>{Path(__file__).with_suffix('.css').read_text(encoding='utf-8')}</style>"


def apply() -> None:
    """Put the rules on the page."""
    st.html(_STYLE)
