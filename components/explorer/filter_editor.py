"""The filter, as rows and as text beside each other: editing either changes the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from components.explorer import filter_rows, findings, state
from telephony.explore.filter_rule_parser import parse_rules
from telephony.explore.filter_rules import FilterRules, to_text
from telephony.explore.links import MAX_FILTER_LENGTH, one_line
from telephony.explore.option_help import OPTION_HELP
from telephony.odata.errors import QueryTextError
from telephony.odata.options import Finding, OptionTexts

_TEXT: Final = "filter_text"
_BUILDER: Final = "filter_builder"


def show(options: OptionTexts, found: Sequence[Finding]) -> None:
    """Both ways to say the filter."""
    with st.container(border=True, key="filter"):
        st.markdown("**Filter**")
        rows, text = st.columns([3, 2], gap="medium")
        with text:
            _text(options, found)
        with rows:
            if any(finding.option == "filter" for finding in found):
                st.caption("The rows come back when the text can be read.")
            elif (builder := _builder(options.filter)) is None:
                st.info(
                    "This filter says more than rows can show, so it stays text.",
                    icon=":material/notes:",
                )
            else:
                filter_rows.show(builder, _change)


def _text(options: OptionTexts, found: Sequence[Finding]) -> None:
    known = OPTION_HELP["filter"]
    st.text_area(
        "OData text",
        key=state.control(_TEXT, options.filter),
        height=120,
        max_chars=MAX_FILTER_LENGTH,
        placeholder=known.example,
        help=f"{known.purpose} {known.support}",
        on_change=_typed,
    )
    findings.at("filter", found, options)


def _typed() -> None:
    state.change_options(filter=one_line(state.typed(_TEXT) or ""))


def _builder(text: str) -> FilterRules | None:
    """The rows as they were left where they say this text, else the text's own."""
    kept: FilterRules | None = st.session_state.get(_BUILDER)
    return kept if kept is not None and to_text(kept) == text else parse_rules(text)


def _change(edit: Callable[[FilterRules], FilterRules]) -> None:
    """Edit the rows as they are at the click: those at hand when they were drawn may be old."""
    try:
        before = _builder(state.current().options.filter)
    except QueryTextError:
        return
    if before is not None:
        st.session_state[_BUILDER] = after = edit(before)
        state.change_options(filter=to_text(after))
