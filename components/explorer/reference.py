"""The reference of fields, operators, functions and options, from the tables of the parser."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from components.shared.literal_text import plain_text
from telephony.explore.option_help import OPTION_HELP
from telephony.odata.syntax_reference import SyntaxEntry, build_reference


def show() -> None:
    """A panel that is closed until somebody opens it; its seven tables are not sent before."""
    title = "Reference: fields, operators, functions, options"
    with st.expander(title, key="reference", on_change="rerun") as panel:
        if not panel.open:
            return
        syntax = build_reference()
        _entries("Fields", syntax.fields)
        _entries("Values", syntax.literals)
        _entries("Operators", syntax.operators)
        _entries("Functions", syntax.functions)
        _entries("Search", syntax.searches)
        _entries("Order", syntax.orders)
        _table(
            "Options",
            {
                "Option": [f"${option.name}" for option in OPTION_HELP.values()],
                "Purpose": [option.purpose for option in OPTION_HELP.values()],
                "Example": [option.example for option in OPTION_HELP.values()],
                "On real systems": [option.support for option in OPTION_HELP.values()],
            },
        )
        st.markdown("**Rules**")
        for rule in syntax.rules:
            plain_text(rule)


def _entries(title: str, entries: Iterable[SyntaxEntry]) -> None:
    listed = list(entries)
    _table(
        title,
        {
            "Syntax": [entry.syntax for entry in listed],
            "Type": [entry.kind for entry in listed],
            "Meaning": [entry.meaning for entry in listed],
            "Example": [entry.example for entry in listed],
        },
    )


def _table(title: str, columns: dict[str, list[str]]) -> None:
    st.markdown(f"**{title}**")
    st.dataframe(
        pd.DataFrame(columns), hide_index=True, key=f"reference_{title.lower()}", alt=title
    )
