"""Whether the PBX applied the options, one by one."""

from __future__ import annotations

from typing import Final

import streamlit as st

from components.explorer import state, words
from components.explorer.loading import ExplorerResult
from components.shared import notices
from components.shared.literal_text import literal
from telephony.explore.verdicts import FAILURES, Verification
from telephony.xapi.errors import QueryRefused

_EXPECTED: Final = "Expected rows"
_RECEIVED: Final = "As received"


def show(result: ExplorerResult) -> None:
    """One line where all options are verified, else the failures and a switch of the rows."""
    refused = isinstance(result.refusal, QueryRefused)
    if result.refusal is not None and not refused:
        notices.failure(result.refusal)
    if (shown := result.received or result.unfiltered) is not None:
        notices.incomplete(shown.quality)
    if result.verification is not None:
        _verification(result, result.verification)
    elif result.received is not None and result.not_available is not None:
        st.warning(words.not_verified(result.not_available.headline), icon=":material/help:")
    elif result.refusal is not None and refused:
        notices.failure(result.refusal)


def _verification(result: ExplorerResult, verification: Verification) -> None:
    given = result.state.options.given()
    if not verification.agrees:
        _failures(result, verification)
    elif verification.expected is None:
        st.warning(words.UNVERIFIABLE, icon=":material/help:")
    elif given:
        st.success(words.verified(given, verification.verdicts), icon=":material/verified:")
    for note in verification.notes:
        st.caption(literal(note))


def _failures(result: ExplorerResult, verification: Verification) -> None:
    items = [words.failure(each) for each in verification.verdicts if each.outcome in FAILURES]
    shown = words.SHOWN_EXPECTED
    if verification.expected is None:
        shown = words.SHOWN_NONE
    elif result.received is not None and result.state.as_received:
        shown = words.SHOWN_RECEIVED
    if _new_calls_possible(result):
        shown = f"{shown} {words.STILL_RUNNING}"
    st.warning("\n".join((words.MISMATCH, *items, "", shown)), icon=":material/rule:")
    if result.received is not None and verification.expected is not None:
        st.segmented_control(
            "Rows",
            (_EXPECTED, _RECEIVED),
            key=state.prefill("rows", _RECEIVED if result.state.as_received else _EXPECTED),
            required=True,
            label_visibility="collapsed",
            on_change=lambda: state.change(as_received=state.widget_value("rows") == _RECEIVED),
        )


def _new_calls_possible(result: ExplorerResult) -> bool:
    """Whether calls may have been added between the unfiltered request and the other one."""
    unfiltered, received = result.unfiltered, result.received
    if unfiltered is None or received is None:
        return False
    return result.question.period.end > min(unfiltered.as_of, received.as_of)
