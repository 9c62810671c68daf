"""The text field for an OData filter, which says where in the text something is wrong."""

from __future__ import annotations

import streamlit as st

from components.literal import literal
from telephony.links import MAX_FILTER_LENGTH
from telephony.odata import QueryTextError, marked, parse_filter

_HELP = (
    "Compares the PBX's fields: Dn, DisplayName, InboundAnsweredCount, InboundUnansweredCount, "
    "OutboundAnsweredCount, OutboundUnansweredCount, InboundAnsweredTalkingDur, "
    "OutboundAnsweredTalkingDur, SentimentScore. A talk time reads `duration'PT1H30M'`. "
    "The period before is of the same extensions."
)
_EXAMPLE = "InboundUnansweredCount gt 10 and contains(DisplayName,'Sales')"


def filter_field(used: str) -> str:
    """Draw the field; the filter to use, which stays the ``used`` one while the text is wrong."""
    typed = st.text_input(
        "Filter (OData)",
        key="filter",
        placeholder=_EXAMPLE,
        max_chars=MAX_FILTER_LENGTH,
        help=_HELP,
        persist_state="session",
    )
    text = (typed or "").strip()
    if not text:
        return ""
    try:
        parse_filter(text)
    except QueryTextError as error:
        kept = "The filter before still holds." if used else "No filter holds."
        st.error(f"{literal(str(error))} {kept}", icon=":material/filter_alt_off:")
        st.code(marked(text, error.start, error.end), language=None)
        return used
    return text
