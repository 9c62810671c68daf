"""How the pages look beyond the theme: the rules of styles.css, and the name in the header."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from components.shared.help_dialog import APP_NAME
from threecx_dashboard import __version__

_RULES: Final = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
# Streamlit's header takes no text of ours: what it has in place of one is a picture.
_NAME: Final = f'[data-testid="stToolbar"]::before {{ content: "{APP_NAME} {__version__}"; }}'
_STYLE: Final = f"<style>{_RULES}{_NAME}</style>"


def apply() -> None:
    """Put the rules on the page."""
    st.html(_STYLE)
