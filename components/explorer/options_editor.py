"""The other seven options, each with its help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from components.explorer import findings, state
from components.shared import headings
from components.shared.literal_text import literal
from telephony.explore.links import MAX_OPTION_LENGTH, MOST_ROWS, one_line
from telephony.explore.option_help import OPTION_HELP, OptionHelp
from telephony.odata.fields import FIELDS
from telephony.odata.option_texts import Finding, OptionTexts

_ORDERS: Final = tuple(f"{name}{way}" for name in FIELDS for way in (" desc", ""))
"""Every field, descending and ascending."""


def show(options: OptionTexts, errors: Sequence[Finding]) -> None:
    """All of them; one that cannot be read is shown as text, with its error below."""
    with st.container(border=True, key="options"):
        headings.section("Options")
        left, middle, right = st.columns(3, gap="medium")
        with left:
            _option("search", options, errors, _text)
            _option("expand", options, errors, _text)
        with middle:
            _option("select", options, errors, _names, list(FIELDS))
            _option("orderby", options, errors, _names, list(_ORDERS))
        with right:
            with st.container(horizontal=True):
                _option("top", options, errors, _number)
                _option("skip", options, errors, _number)
            _option("count", options, errors, _count)


Draw = Callable[..., None]


def _option(
    name: str, options: OptionTexts, errors: Sequence[Finding], draw: Draw, *more: Any
) -> None:
    """The option's own widget, or its text where it cannot be read."""
    option, text = OPTION_HELP[name], getattr(options, name)
    wrong = any(finding.option == name for finding in errors)
    with st.container(gap="xxsmall", key=f"option_{name}"):
        (_text if wrong else draw)(option, text, *(() if wrong else more))
        findings.show(name, errors, options)


def _help(option: OptionHelp) -> str:
    example = f" Example: {literal(option.example)}" if option.example else ""
    return f"**\\${option.name}** {literal(option.purpose)}{example}\n\n{literal(option.support)}"


def _text(option: OptionHelp, text: str) -> None:
    key = f"{option.name}_text"
    st.text_input(
        option.label,
        key=state.prefill(key, text),
        max_chars=MAX_OPTION_LENGTH,
        placeholder=option.example or "Nothing to expand",
        help=_help(option),
        on_change=lambda: state.change_options(
            **{option.name: one_line(state.widget_value(key) or "")}
        ),
    )


def _names(option: OptionHelp, text: str, offered: list[str]) -> None:
    chosen = list(dict.fromkeys(" ".join(part.split()) for part in text.split(",") if part.strip()))
    chosen = [entry.removesuffix(" asc") for entry in chosen]
    if not set(chosen) <= set(offered):  # such as an asterisk
        _text(option, text)
        return
    key = f"{option.name}_names"
    st.multiselect(
        option.label,
        offered,
        key=state.prefill(key, chosen),
        placeholder=option.example,
        help=_help(option),
        on_change=lambda: state.change_options(**{option.name: ",".join(state.widget_value(key))}),
    )


def _number(option: OptionHelp, text: str) -> None:
    key = f"{option.name}_number"
    if text and int(text) > MOST_ROWS:
        _text(option, text)
        return

    def typed() -> None:
        number = state.widget_value(key)
        state.change_options(**{option.name: "" if number is None else str(number)})

    st.number_input(
        option.label,
        min_value=0,
        max_value=MOST_ROWS,
        value=None,  # an emptied field means none; the default, 0, would mean no rows
        step=1,
        key=state.prefill(key, int(text) if text else None),
        placeholder="all" if option.name == "top" else "none",
        help=_help(option),
        width=150,
        on_change=typed,
    )


def _count(option: OptionHelp, text: str) -> None:
    key = "count_toggle"
    st.toggle(
        "Request the count",
        key=state.prefill(key, text != "false"),
        help=_help(option),
        on_change=lambda: state.change_options(count="" if state.widget_value(key) else "false"),
    )
