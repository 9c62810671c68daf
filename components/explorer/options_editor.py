"""The other seven options, each with what it does and how real systems take it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from components.explorer import findings, state
from components.shared.literal import literal
from telephony.explore.links import MAX_OPTION_LENGTH, MOST_ROWS, one_line
from telephony.explore.option_help import OPTION_HELP, OptionHelp
from telephony.odata.fields import FIELDS
from telephony.odata.options import Finding, OptionTexts

_ORDERS: Final = tuple(f"{name}{way}" for name in FIELDS for way in (" desc", ""))
"""Every field, the largest first and the smallest first."""


def show(options: OptionTexts, found: Sequence[Finding]) -> None:
    """All of them; those that cannot be read stay text, with what is wrong below."""
    with st.container(border=True, key="options"):
        st.markdown("**Options**")
        left, middle, right = st.columns(3, gap="medium")
        with left:
            _option("search", options, found, _text)
            _option("expand", options, found, _text)
        with middle:
            _option("select", options, found, _names, list(FIELDS))
            _option("orderby", options, found, _names, list(_ORDERS))
        with right:
            with st.container(horizontal=True):
                _option("top", options, found, _number)
                _option("skip", options, found, _number)
            _option("count", options, found, _count)


Draw = Callable[..., None]


def _option(
    name: str, options: OptionTexts, found: Sequence[Finding], draw: Draw, *more: Any
) -> None:
    """The option's own widget, or a text to mend where that cannot show it."""
    known, text = OPTION_HELP[name], getattr(options, name)
    wrong = any(finding.option == name for finding in found)
    with st.container(gap="xxsmall", key=f"option_{name}"):
        (_text if wrong else draw)(known, text, *(() if wrong else more))
        findings.at(name, found, options)


def _help(known: OptionHelp) -> str:
    example = f" Example: {literal(known.example)}" if known.example else ""
    return f"**\\${known.name}** {literal(known.purpose)}{example}\n\n{literal(known.support)}"


def _text(known: OptionHelp, text: str) -> None:
    key = f"{known.name}_text"
    st.text_input(
        known.label,
        key=state.control(key, text),
        max_chars=MAX_OPTION_LENGTH,
        placeholder=known.example or "Nothing to expand",
        help=_help(known),
        on_change=lambda: state.change_options(**{known.name: one_line(state.typed(key) or "")}),
    )


def _names(known: OptionHelp, text: str, offered: list[str]) -> None:
    chosen = list(dict.fromkeys(" ".join(part.split()) for part in text.split(",") if part.strip()))
    chosen = [entry.removesuffix(" asc") for entry in chosen]
    if not set(chosen) <= set(offered):  # an asterisk, say
        _text(known, text)
        return
    key = f"{known.name}_names"
    st.multiselect(
        known.label,
        offered,
        key=state.control(key, chosen),
        placeholder=known.example,
        help=_help(known),
        on_change=lambda: state.change_options(**{known.name: ",".join(state.typed(key))}),
    )


def _number(known: OptionHelp, text: str) -> None:
    key = f"{known.name}_number"
    if text and int(text) > MOST_ROWS:
        _text(known, text)
        return

    def typed() -> None:
        number = state.typed(key)
        state.change_options(**{known.name: "" if number is None else str(number)})

    st.number_input(
        known.label,
        min_value=0,
        max_value=MOST_ROWS,
        value=None,  # what an emptied field holds; by itself it would be 0: no rows
        step=1,
        key=state.control(key, int(text) if text else None),
        placeholder="all" if known.name == "top" else "none",
        help=_help(known),
        width=150,
        on_change=typed,
    )


def _count(known: OptionHelp, text: str) -> None:
    key = "count_toggle"
    st.toggle(
        "Ask for the count",
        key=state.control(key, text != "false"),
        help=_help(known),
        on_change=lambda: state.change_options(count="" if state.typed(key) else "false"),
    )
