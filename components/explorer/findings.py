"""What is wrong with an option, pointed at in its text."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.explorer import state
from components.shared.literal import literal, plain_text
from telephony.explore.option_help import OPTION_HELP
from telephony.formatting.suggestions import did_you_mean
from telephony.odata.errors import mark_place
from telephony.odata.options import Finding, OptionTexts


def at(name: str, findings: Sequence[Finding], options: OptionTexts) -> None:
    """The finding about this option, if there is one: its place, the sentence, what would fit."""
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
                    key=f"mend_{name}",
                    icon=":material/auto_fix_high:",
                    help="Put it there",
                    on_click=_mend,
                    args=(finding,),
                )


def _mend(finding: Finding) -> None:
    text = getattr(state.current().options, finding.option)
    mended = text[: finding.start] + finding.suggestion + text[finding.end :]
    state.change_options(**{finding.option: mended})


def send_anyway(found: Sequence[Finding]) -> bool:
    """Say that nothing was sent, with a switch to send it all the same; whether that is on."""
    names = ", ".join(OPTION_HELP[finding.option].label.lower() for finding in found)
    with st.container(border=True, key="unsent"):
        wanted = st.toggle(
            "Send it as it is",
            key="send_anyway",
            help="The PBX may know more than this dashboard. What it answers is not checked then.",
        )
        if not wanted:
            plain_text(f"Nothing was sent to the PBX: see above what is wrong with {names}.")
    return wanted


def not_sent() -> None:
    """At most, Skip and Count are numbers and a switch to the client: others cannot be sent."""
    st.error("This cannot be sent even as it is: mend what is wrong above.")
