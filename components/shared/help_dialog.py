"""The help of every page: keys, what the controls mean, and which version this is."""

from __future__ import annotations

from typing import Final

import streamlit as st

from components.shared import words
from threecx_dashboard import __version__

APP_NAME: Final = "3CX telephone statistics"
ABOUT: Final = f"**{APP_NAME}**, version {__version__}"
_KEYS: Final = {
    "P": "previous period",
    "N": "next period",
    "U": "Refresh: request everything from the PBX again",
    "H": "this help",
    "Ctrl+P": "print the page",
    "Tab, Enter, Esc": "move on, press, close",
}


def button() -> None:
    """The button that opens it."""
    st.button(
        "Help",  # for screen readers: styles.css shows the icon alone
        key="help",
        icon=":material/help:",
        help="Help and keys (H)",
        shortcut="H",
        on_click=_open,
    )


def text() -> str:
    """All of it, as Markdown."""
    keys = "\n".join(f"| `{key}` | {what} |" for key, what in _KEYS.items())
    return (
        f"{ABOUT}\n\n## Keys\n\n| Key | What it does |\n|---|---|\n{keys}\n\n"
        f"## Calls\n\n{words.AREA_HELP}\n\n## Filters\n\n{words.SCOPE_OF_FILTERS}"
    )


@st.dialog("Help")
def _open() -> None:
    st.markdown(text())
