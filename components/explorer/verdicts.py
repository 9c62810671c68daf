"""Whether the PBX did what it was asked, option by option."""

from __future__ import annotations

from typing import Final

import streamlit as st

from components.explorer import state
from components.explorer.loading import ExplorerResult
from components.shared import notices
from components.shared.literal import literal
from telephony.explore.option_help import OPTION_HELP
from telephony.explore.verdicts import FAILURES, Outcome, Verdict, Verification
from telephony.xapi.errors import QueryRefused

_RIGHT: Final = "Right rows"
_RECEIVED: Final = "As received"


def show(result: ExplorerResult) -> None:
    """One line where all is well, else what went wrong with which option, and a switch."""
    if result.refusal is not None and not isinstance(result.refusal, QueryRefused):
        notices.failure(result.refusal)
    if (shown := result.received or result.everything) is not None:
        notices.incomplete(shown.quality)
    if result.comparison is None:
        if result.received is not None and result.unchecked is not None:
            st.warning(
                "**Not checked.** The report without options, to check this result by, is not "
                f"available: {literal(result.unchecked.headline)}",
                icon=":material/help:",
            )
        elif isinstance(result.refusal, QueryRefused):
            notices.failure(result.refusal)
        return
    _verdicts(result, result.comparison)
    for note in result.comparison.notes:
        st.caption(literal(note))


def _verdicts(result: ExplorerResult, comparison: Verification) -> None:
    given = result.state.options.given()
    if not comparison.agrees:
        _wrong(result, comparison)
    elif comparison.expected is None:
        st.warning(
            "**Sent as it is.** These options cannot be evaluated here, so the answer is not "
            "checked.",
            icon=":material/help:",
        )
    elif given:
        names = ", ".join(f"\\${name}" for name in given)
        remarks = " ".join(verdict.words for verdict in comparison.verdicts if verdict.words)
        st.success(
            f"**Checked.** The PBX did what was asked: {names}. {literal(remarks)}",
            icon=":material/verified:",
        )


def _wrong(result: ExplorerResult, comparison: Verification) -> None:
    lines = [_line(verdict) for verdict in comparison.verdicts if verdict.outcome in FAILURES]
    shown = "The rows below were worked out here, from the report without options."
    if comparison.expected is None:
        shown = "There are no rows to show: these options cannot be evaluated here."
    elif result.received is not None and result.state.as_received:
        shown = "The rows below are the PBX's."
    moved = ""
    if _moving(result):
        moved = " The period still runs, so calls between two questions may be the cause: Refresh."
    st.warning(
        "**The PBX did not do what was asked.**\n" + "\n".join(lines) + f"\n\n{shown}{moved}",
        icon=":material/rule:",
    )
    if result.received is not None and comparison.expected is not None:
        st.segmented_control(
            "Rows",
            (_RIGHT, _RECEIVED),
            key=state.control("rows", _RECEIVED if result.state.as_received else _RIGHT),
            required=True,
            label_visibility="collapsed",
            on_change=lambda: state.change(as_received=state.typed("rows") == _RECEIVED),
        )


def _line(verdict: Verdict) -> str:
    if verdict.option == "rows":
        refused = verdict.outcome is Outcome.REFUSED
        return (
            f"- **The rows** {'were refused' if refused else 'are wrong'}. {literal(verdict.words)}"
        )
    label = OPTION_HELP[verdict.option].label.lower()
    what = "" if label == verdict.option else f" ({label})"
    return f"- **\\${verdict.option}**{what}: {verdict.outcome}. {literal(verdict.words)}"


def _moving(result: ExplorerResult) -> bool:
    """Whether calls may have come in between: the report with and without options is two asks."""
    everything, received = result.everything, result.received
    if everything is None or received is None:
        return False
    return result.question.period.end > min(everything.as_of, received.as_of)
