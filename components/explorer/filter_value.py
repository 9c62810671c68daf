"""The value of a filter rule: the widget that fits the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from components.explorer import state, words
from telephony.explore.filter_rules import (
    MAX_INTEGER,
    NULL_TESTS,
    SECOND_US,
    Operator,
    Rule,
    Scalar,
    empty_value,
    parse_clock_seconds,
)
from telephony.formatting.numbers import clock
from telephony.odata.fields import FIELDS, Kind

Edit = Callable[[Callable[[Rule], Rule | None]], None]

_WIDTH: Final = 150
_LONGEST: Final = 200
_HINTS: Final = {
    Kind.TEXT: "Text",
    Kind.NUMBER: "Whole number",
    Kind.DURATION: "h:mm:ss",
}


def show(key: str, rule: Rule, edit: Edit) -> None:
    """A widget for a number, a text or a duration, or for several of them."""
    if rule.operator in NULL_TESTS:
        return
    if rule.operator is Operator.IN:
        _several(f"{key}_several", rule, edit)
    elif FIELDS[rule.field].kind is Kind.NUMBER:
        _number(f"{key}_number", rule, edit)
    else:
        _text(f"{key}_text", rule, edit)


def _number(key: str, rule: Rule, edit: Edit) -> None:
    st.number_input(
        "Value",
        min_value=-MAX_INTEGER,
        max_value=MAX_INTEGER,
        step=1,
        key=state.prefill(key, int(rule.values[0])),
        on_change=lambda: _set(edit, int(state.widget_value(key) or 0)),
        **_layout(rule),
    )


def _text(key: str, rule: Rule, edit: Edit) -> None:
    def typed() -> None:
        value = _read(rule, state.widget_value(key) or "")
        if value is not None:
            _set(edit, value)

    st.text_input(
        "Value",
        key=state.prefill(key, _shown(rule, rule.values[0])),
        max_chars=_LONGEST,
        placeholder=_HINTS[FIELDS[rule.field].kind],
        on_change=typed,
        **_layout(rule),
    )


def _several(key: str, rule: Rule, edit: Edit) -> None:
    def changed() -> None:
        read = (_read(rule, text) for text in state.widget_value(key))
        values = tuple(dict.fromkeys(value for value in read if value is not None))
        _set(edit, *(values or (empty_value(FIELDS[rule.field].kind),)))

    shown = [_shown(rule, value) for value in rule.values]
    st.multiselect(
        "Values",
        shown,
        key=state.prefill(key, shown),
        accept_new_options=True,
        placeholder=f"{_HINTS[FIELDS[rule.field].kind]}, then Enter",
        on_change=changed,
        **_layout(rule),
    )


def _set(edit: Edit, *values: Scalar) -> None:
    edit(lambda rule: replace(rule, values=values))


def _layout(rule: Rule) -> dict[str, Any]:
    wide = rule.operator is Operator.IN
    return {"label_visibility": "collapsed", "width": 2 * _WIDTH if wide else _WIDTH}


def _shown(rule: Rule, value: Scalar) -> str:
    if FIELDS[rule.field].kind is Kind.DURATION:
        return clock(int(value) * SECOND_US)
    return str(value)


def _read(rule: Rule, text: str) -> Scalar | None:
    """The value that was typed; None, with a toast that says why, where it cannot be read."""
    kind = FIELDS[rule.field].kind
    if kind is Kind.TEXT:
        return text
    if kind is Kind.DURATION:
        value = parse_clock_seconds(text)
    else:
        digits = text.strip().removeprefix("-")
        whole = digits.isascii() and digits.isdigit() and int(digits[:20]) <= MAX_INTEGER
        value = int(text) if whole else None
    if value is None:
        st.toast(words.wrong_value(kind), icon=":material/error:")
    return value
