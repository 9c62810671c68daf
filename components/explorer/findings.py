"""The errors in the options, each marked in its text."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.explorer import state, words
from components.shared.literal_text import literal, plain_text
from telephony.explore.option_help import OPTION_HELP
from telephony.formatting.suggestions import did_you_mean
from telephony.odata.errors import mark_place
from telephony.odata.option_texts import Finding, OptionTexts


def show(name: str, findings: Sequence[Finding], options: OptionTexts) -> None:
    """The error in this option, if there is one: its place, what is wrong, a suggestion."""
    for finding in findings:
        if finding.option != name:
            continue
        text = getattr(options, name)
        with st.container(key=f"finding_{name}", gap="xxsmall"):
            st.code(mark_place(text, finding.start, finding.end), language=None)
            st.error(f"**{OPTION_HELP[name].label}:** {literal(finding.message)}")
            if finding.suggestion:
                st.button(
                    did_you_mean(literal(finding.suggestion)),
                    key=f"apply_{name}",
                    icon=":material/auto_fix_high:",
                    help=words.APPLY_SUGGESTION,
                    on_click=_apply_suggestion,
                    args=(finding,),
                )


def _apply_suggestion(finding: Finding) -> None:
    text = getattr(state.current().options, finding.option)
    fixed = text[: finding.start] + finding.suggestion + text[finding.end :]
    state.change_options(**{finding.option: fixed})


def send_anyway(findings: Sequence[Finding]) -> bool:
    """Say that nothing was sent, with a switch to send it anyway; returns whether it is on."""
    with st.container(border=True, key="unsent"):
        wanted = st.toggle("Send anyway", key="send_anyway", help=words.SEND_ANYWAY_HELP)
        if not wanted:
            plain_text(words.not_sent(findings))
    return wanted


def not_sendable() -> None:
    """Limit, Skip and Count cannot be sent as other text than numbers, true or false."""
    st.error(words.NOT_SENDABLE)
