"""The filter's rules as rows of field, operator and value, in groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from components.explorer import filter_value, state, words
from telephony.explore.filter_rules import (
    MAX_RULES,
    OPERATORS,
    FilterRules,
    Joiner,
    Operator,
    Rule,
    RuleGroup,
    with_field,
    with_group,
    with_new_rule,
    with_operator,
    with_rule,
)
from telephony.odata.fields import FIELDS

Edit = Callable[[FilterRules], FilterRules]
Change = Callable[[Edit], None]

# Together with the value, narrow enough to leave ✕ on the same line at 1300 px.
_WIDTHS: Final = {"Field": 230, "Operator": 120}
_OPERATOR_LABELS: Final[Mapping[str, str]] = {
    Operator.EQ: "=",
    Operator.NE: "≠",
    Operator.GT: ">",
    Operator.GE: "≥",
    Operator.LT: "<",
    Operator.LE: "≤",
    Operator.IN: "is one of",
    Operator.CONTAINS: "contains",
    Operator.STARTSWITH: "starts with",
    Operator.ENDSWITH: "ends with",
    Operator.UNKNOWN: "is unknown",
    Operator.KNOWN: "is known",
}
_ADD: Final = ":material/add:"  # without an icon the words do not look clickable
_JOINER_LABELS: Final = {Joiner.ALL: "Match all", Joiner.ANY: "Match any"}


def show(rules: FilterRules, change: Change) -> None:
    """The rows; ``change`` is called with a function of the rules as they are at the click."""
    if not rules.groups:
        st.caption(words.NO_FILTER)
    if len(rules.groups) > 1:
        _joiner(
            "joiner",
            rules.joiner,
            lambda joiner: change(lambda now: replace(now, joiner=joiner)),
        )
    for place, group in enumerate(rules.groups):
        _group(place, group, change, many=len(rules.groups) > 1)
    _buttons(rules, change)


def _group(place: int, group: RuleGroup, change: Change, *, many: bool) -> None:
    def edit(how: Callable[[RuleGroup], RuleGroup]) -> None:
        change(lambda now: with_group(now, place, how))

    with st.container(border=many, key=f"group_{place}", gap="xsmall"):
        if len(group.rules) > 1 or group.negated:
            with st.container(horizontal=True, vertical_alignment="center"):
                _not(
                    f"group_not_{place}",
                    group.negated,
                    lambda negated: edit(lambda now: replace(now, negated=negated)),
                )
                _joiner(
                    f"group_joiner_{place}",
                    group.joiner,
                    lambda joiner: edit(lambda now: replace(now, joiner=joiner)),
                )
        for row, rule in enumerate(group.rules):
            _rule(f"rule_{place}_{row}", rule, partial(_edit_rule, change, place, row))
        if many:
            _button("Add row", f"add_to_{place}", partial(edit, with_new_rule), icon=_ADD)


def _edit_rule(change: Change, place: int, row: int, how: Callable[[Rule], Rule | None]) -> None:
    change(lambda now: with_rule(now, place, row, how))


def _rule(key: str, rule: Rule, edit: filter_value.Edit) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=key, gap="xsmall"):
        _not(
            f"{key}_not",
            rule.negated,
            lambda negated: edit(lambda now: replace(now, negated=negated)),
        )
        _choice(
            f"{key}_field",
            "Field",
            rule.field,
            list(FIELDS),
            lambda field: edit(lambda now: with_field(now, field)),
        )
        _choice(
            f"{key}_operator",
            "Operator",
            rule.operator,
            OPERATORS[FIELDS[rule.field].kind],
            lambda operator: edit(lambda now: with_operator(now, Operator(operator))),
        )
        filter_value.show(f"{key}_value", rule, edit)
        _button("✕", f"{key}_remove", partial(edit, lambda _: None), help="Remove this row")


def _buttons(rules: FilterRules, change: Change) -> None:
    groups = rules.groups
    if sum(len(group.rules) for group in groups) >= MAX_RULES:
        st.caption(words.too_many_rules(MAX_RULES))
        return
    with st.container(horizontal=True, gap="small", key="filter_buttons"):
        if len(groups) < 2:  # noqa: PLR2004  several groups have a button each
            add = partial(change, lambda now: with_group(now, 0, with_new_rule))
            _button("Add row", "add_row", add, icon=_ADD)
        if groups:
            more = partial(change, lambda now: with_group(now, len(now.groups), with_new_rule))
            _button("Add group", "add_group", more, icon=_ADD)
            clear = partial(change, lambda _: FilterRules())
            _button("Clear filter", "clear_filter", clear, icon=":material/filter_alt_off:")


def _choice(
    key: str, label: str, chosen: str, offered: Sequence[str], change: Callable[[str], None]
) -> None:
    st.selectbox(
        label,
        offered,
        format_func=lambda name: _OPERATOR_LABELS.get(name, name),
        key=state.prefill(key, chosen),
        label_visibility="collapsed",
        width=_WIDTHS[label],
        on_change=lambda: change(state.widget_value(key)),
    )


def _not(key: str, negated: bool, change: Callable[[bool], None]) -> None:
    st.checkbox(
        "not",
        key=state.prefill(key, negated),
        width="content",
        on_change=lambda: change(bool(state.widget_value(key))),
    )


def _joiner(key: str, joiner: Joiner, change: Callable[[Joiner], None]) -> None:
    st.segmented_control(
        "Match all or any",
        list(Joiner),
        format_func=_JOINER_LABELS.__getitem__,
        key=state.prefill(key, joiner),
        required=True,
        label_visibility="collapsed",
        on_change=lambda: change(Joiner(state.widget_value(key))),
    )


def _button(label: str, key: str, on_click: Callable[[], None], **more: Any) -> None:
    st.button(label, key=key, type="tertiary", on_click=on_click, **more)
