"""The form that makes a token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from components.shared.literal_text import literal
from components.tokens import made
from telephony.answers.audit import AuditKind
from telephony.context import Context
from telephony.data_access.access_tokens import LONGEST_NAME, MOST_DAYS, AccessTokens
from telephony.data_access.store.errors import StoreError
from telephony.formatting.locale_style import ENGLISH
from telephony.formatting.numbers import count_of

_USUAL_DAYS: Final = 90
_ALL, _SOME = "All that I may see", "Only these"


def show(context: Context, tokens: AccessTokens, names: Mapping[str, str]) -> None:
    """The fields; the token is shown once it is made."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="new_token"):
        name = st.text_input(
            "Name",
            max_chars=LONGEST_NAME,
            placeholder="Monthly report in Excel",
            key="token_name",
            help="What it is for, so that you know later whether it is still needed.",
        )
        days = st.number_input("Days until it expires", 1, MOST_DAYS, _USUAL_DAYS, key="token_days")
    groups = _choose_groups(names)
    if st.button("Make a token", key="make_token", icon=":material/key:", type="primary"):
        _make(context, tokens, name, int(days), groups)


def _choose_groups(names: Mapping[str, str]) -> tuple[str, ...] | None:
    """The chosen groups, as tokens call them; None for all."""
    which = st.radio("Groups", [_ALL, _SOME], horizontal=True, key="token_which_groups")
    if which == _ALL:
        return None
    chosen = st.multiselect(
        "Groups it is limited to",
        list(names),
        format_func=lambda key: literal(names[key]),
        key="token_groups",
    )
    return tuple(chosen)


def _make(
    context: Context,
    tokens: AccessTokens,
    name: str,
    days: int,
    groups: tuple[str, ...] | None,
) -> None:
    viewer = context.viewer
    try:
        secret, token = tokens.make(viewer.name, name, days, groups, viewer.identity.said())
    except ValueError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    except StoreError as error:
        st.error(f"**No token was made.** {literal(error.message)}", icon=":material/error:")
        return
    scope = "all groups" if groups is None else f"groups {', '.join(groups)}"
    context.audit.record(
        AuditKind.TOKEN_MADE, f"“{token.name}” for {count_of(days, 'day', ENGLISH)}, {scope}"
    )
    made.show(secret)
