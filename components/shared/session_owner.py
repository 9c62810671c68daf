"""Whose session it is: what a session holds is shown to that viewer, with those rights, alone.

A browser that lost its connection comes back to its session, perhaps with somebody else signed in,
and rights may change while a session is open.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from telephony.access.viewer import Viewer
from telephony.context import Context

Owner = tuple[Viewer, ...]
"""A person's name and rights at each PBX."""

_OWNER: Final = "session_owner"


def owner_of(context: Context) -> Owner:
    """The viewer, with their rights at every PBX."""
    return tuple(one.viewer for one in context.each_pbx)


def claim(context: Context) -> None:
    """Make the session the viewer's; what it holds of another one, or of other rights, is gone."""
    owner = owner_of(context)
    if st.session_state.get(_OWNER, owner) != owner:
        st.session_state.clear()
    st.session_state[_OWNER] = owner


def current() -> Owner | None:
    """Whose this session is; None before anybody's."""
    owner: Owner | None = st.session_state.get(_OWNER)
    return owner
