"""What a page denies to its viewer, in the audit: once for each session, not at every run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import streamlit as st

from telephony.answers.audit import AuditKind
from telephony.context import Context

_RECORDED: Final = "denials"
# Somebody who tries one number after the other is in the audit often enough.
_MOST: Final = 100


def record(context: Context, target: str) -> None:
    """Record that the viewer may not have ``target``."""
    recorded: set[str] = st.session_state.setdefault(_RECORDED, set())
    if target not in recorded and len(recorded) < _MOST:
        recorded.add(target)
        context.audit.record(AuditKind.DENIED, target)


def record_groups(context: Context, numbers: Iterable[str]) -> None:
    """Record the groups of a link that the viewer may not see, whether or not they exist."""
    for number in numbers:
        if number and not context.viewer.groups.allows(number):
            record(context, f"group {number}")
