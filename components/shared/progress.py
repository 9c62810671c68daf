"""What a page shows while it waits for the PBX, and the refresh that a viewer requests."""

from __future__ import annotations

from typing import Final, Protocol

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.shared import waiting
from components.shared.viewer_locale import viewer_count, viewer_count_of
from telephony.context import Context
from telephony.data_access.pending import Pending

SILENT_SECONDS: Final = 0.4
"""A shorter wait needs no progress line; a line that only flickers is worse than none."""
_REFRESH: Final = "refresh_wanted"


class Counting(Pending, Protocol):
    """Something to wait for that counts the reports it needs."""

    @property
    def progress(self) -> tuple[int, int]:
        """Reports loaded, and reports requested."""


def request_refresh() -> None:
    """A button's callback: the next load of this session requests everything from the PBX again."""
    st.session_state[_REFRESH] = True


def offer_to_try_again() -> None:
    """A button that requests everything from the PBX again."""
    st.button("Try again", key="again", on_click=request_refresh)


def refresh_wanted() -> bool:
    """Whether ``request_refresh`` was called since the last load; True once per call."""
    return bool(st.session_state.pop(_REFRESH, False))


def wait_for(context: Context, slot: DeltaGenerator, *pending: Counting) -> None:
    """Wait as ``waiting.wait_for`` does; a longer wait is counted in the ``slot``."""
    clock = context.clock
    since, line = clock.monotonic(), None

    def show() -> None:
        nonlocal line
        if clock.monotonic() - since > SILENT_SECONDS:
            done, total = map(sum, zip(*(part.progress for part in pending), strict=True))
            if line is None:  # styles.css says where it stands
                line = slot.container(key="asking").empty()
            words = (
                f"Waiting for the PBX: {viewer_count(done)} of {viewer_count_of(total, 'report')}"
            )
            line.progress(done / total, text=words)

    waiting.wait_for(context, *pending, show=show)
    if line is not None:
        slot.empty()
