"""What can be written into the options, from the code that reads them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from components.shared.literal import plain_text
from telephony.explore.option_help import OPTION_HELP
from telephony.odata.syntax_reference import Entry, build_reference


def show() -> None:
    """Closed until somebody looks for a name."""
    with st.expander("Reference: fields, operators, functions, options", key="reference"):
        known = build_reference()
        _entries("Fields", known.fields)
        _entries("Values", known.literals)
        _entries("Operators", known.operators)
        _entries("Functions", known.functions)
        _entries("Searches", known.searches)
        _entries("Orders", known.orders)
        _table(
            "Options",
            {
                "Option": [f"${option.name}" for option in OPTION_HELP.values()],
                "Does": [option.purpose for option in OPTION_HELP.values()],
                "Example": [option.example for option in OPTION_HELP.values()],
                "On real systems": [option.support for option in OPTION_HELP.values()],
            },
        )
        st.markdown("**Rules**")
        for rule in known.rules:
            plain_text(rule)


def _entries(title: str, entries: Iterable[Entry]) -> None:
    listed = list(entries)
    _table(
        title,
        {
            "Written": [entry.written for entry in listed],
            "Type": [entry.kind for entry in listed],
            "Meaning": [entry.words for entry in listed],
            "Example": [entry.example for entry in listed],
        },
    )


def _table(title: str, columns: dict[str, list[str]]) -> None:
    st.markdown(f"**{title}**")
    st.dataframe(pd.DataFrame(columns), hide_index=True, key=f"reference_{title.lower()}")
