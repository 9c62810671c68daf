"""The filter as rows and as OData text, side by side: editing one changes the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from components.explorer import filter_rows, findings, state, words
from components.shared import headings
from telephony.explore.filter_rule_parser import parse_rules
from telephony.explore.filter_rules import FilterRules, to_text
from telephony.explore.links import MAX_FILTER_LENGTH, one_line
from telephony.explore.option_help import OPTION_HELP
from telephony.odata.errors import QueryTextError
from telephony.odata.option_texts import Finding, OptionTexts

_TEXT: Final = "filter_text"
_RULES: Final = "filter_rules"


def show(options: OptionTexts, errors: Sequence[Finding]) -> None:
    """Both editors of the filter."""
    with st.container(border=True, key="filter"):
        headings.section("Filter")
        rows, text = st.columns([3, 2], gap="medium")
        with text:
            _text(options, errors)
        with rows:
            if any(finding.option == "filter" for finding in errors):
                st.caption(words.TEXT_UNREADABLE)
            elif (rules := _rules(options.filter)) is None:
                st.info(words.TEXT_ONLY, icon=":material/notes:")
            else:
                filter_rows.show(rules, _change)


def _text(options: OptionTexts, errors: Sequence[Finding]) -> None:
    option = OPTION_HELP["filter"]
    st.text_area(
        "OData text",
        key=state.prefill(_TEXT, options.filter),
        height=120,
        max_chars=MAX_FILTER_LENGTH,
        placeholder=option.example,
        help=f"{option.purpose} {option.support}",
        on_change=_typed,
    )
    findings.show("filter", errors, options)


def _typed() -> None:
    state.change_options(filter=one_line(state.widget_value(_TEXT) or ""))


def _rules(text: str) -> FilterRules | None:
    """The rules as last edited while they have this text, else those of the text, if any."""
    edited: FilterRules | None = st.session_state.get(_RULES)
    return edited if edited is not None and to_text(edited) == text else parse_rules(text)


def _change(edit: Callable[[FilterRules], FilterRules]) -> None:
    """Edit the rules as they are at the click; those of the last run may be outdated."""
    try:
        before = _rules(state.current().options.filter)
    except QueryTextError:
        return
    if before is not None:
        st.session_state[_RULES] = after = edit(before)
        state.change_options(filter=to_text(after))
