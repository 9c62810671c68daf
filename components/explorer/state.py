"""The exploration on the screen. Every widget shows it; a change of one goes through here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared import period_widgets
from components.shared.address import Address
from telephony.explore import links
from telephony.explore.exploration import Exploration

ADDRESS: Final = Address("exploration", links.to_params, links.from_params)


def current() -> Exploration:
    """The exploration as the address has it."""
    return ADDRESS.current()


def change(**parts: Any) -> None:
    """A callback's way to change the exploration."""
    ADDRESS.push(replace(current(), **parts))


def change_options(**texts: str) -> None:
    """The same for options. What changes the rows begins at the first page."""
    if "skip" not in texts and any(name in texts for name in ("filter", "search", "top")):
        texts = {"skip": "", **texts}
    change(options=replace(current().options, **texts))


def show_instead(state: Exploration, now: datetime, zone: ZoneInfo) -> None:
    """Show another exploration, its period in the widgets as well."""
    period_widgets.seed(state.range, state.area, now, zone)
    ADDRESS.push(state)


def control(key: str, value: Any) -> str:
    """Put the value into the widget of this key, before it is drawn."""
    st.session_state[key] = value
    return key


def typed(key: str) -> Any:
    """What the widget of this key holds now."""
    return st.session_state[key]
