"""The exploration on the screen: all widgets show it, and change it through this module."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from components.shared.address import Address
from telephony.explore import links
from telephony.explore.exploration import Exploration

ADDRESS: Final = Address("exploration", links.exploration_parameters, links.parse_exploration)


def current() -> Exploration:
    """The exploration of the address."""
    return ADDRESS.current()


def change(**parts: Any) -> None:
    """Change parts of the exploration, in a callback."""
    ADDRESS.push(replace(current(), **parts))


def change_options(**texts: str) -> None:
    """Change options, in a callback. Other rows are shown from their first page."""
    if "skip" not in texts and any(name in texts for name in ("filter", "search", "top")):
        texts = {"skip": "", **texts}
    change(options=replace(current().options, **texts))


def prefill(key: str, value: Any) -> str:
    """Set the value of the widget with this key, before it is created; returns the key."""
    st.session_state[key] = value
    return key


def widget_value(key: str) -> Any:
    """The current value of the widget with this key."""
    return st.session_state[key]
