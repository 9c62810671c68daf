"""The tokens of a person, or of everybody, each with what it may do and a button to revoke it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st

from components.shared import headings
from components.shared.literal_text import as_html, literal
from components.shared.viewer_locale import viewer_count, viewer_style
from components.shared.words import age_words
from telephony.answers.access_tokens import AccessToken
from telephony.answers.audit import AuditKind
from telephony.context import Context
from telephony.data_access.access_tokens import AccessTokens
from telephony.data_access.store.errors import StoreError
from telephony.periods.calendar import date_words

# A page of rows with a button each; an admin narrows a longer list by a person.
_MOST_SHOWN: Final = 100
_FAILED: Final = "token_not_revoked"


def show(context: Context, tokens: AccessTokens, names: Mapping[str, str]) -> None:
    """The viewer's own tokens and, for an admin, those of everybody else."""
    try:
        own = tokens.list(context.viewer.name)
        others = _of_others(context, tokens)
    except StoreError as error:
        st.error(f"**The tokens cannot be read.** {literal(error.message)}")
        return
    headings.section("Your tokens")
    if not own:
        st.caption("You have none.")
    _rows(context, tokens, own, names)
    if others:
        headings.section("Tokens of other people")
        text = st.text_input("Person", key="tokens_of", placeholder="part of a name").lower()
        found = [token for token in others if text in token.person.lower()]
        _rows(context, tokens, found[:_MOST_SHOWN], names, with_person=True)
        if len(found) > _MOST_SHOWN:
            st.caption(f"{viewer_count(len(found) - _MOST_SHOWN)} more: type part of a name.")


def _of_others(context: Context, tokens: AccessTokens) -> Sequence[AccessToken]:
    """Those that still work; for an admin of every PBX alone."""
    if not context.governs:
        return ()
    every = (token for token in tokens.list(None) if token.person != context.viewer.key)
    return [token for token in every if tokens.is_active(token)]


def _rows(
    context: Context,
    tokens: AccessTokens,
    listed: Iterable[AccessToken],
    names: Mapping[str, str],
    *,
    with_person: bool = False,
) -> None:
    for token in listed:
        with st.container(
            horizontal=True, vertical_alignment="center", border=True, key=f"token_{token.id}"
        ):
            whose = f"{token.person}: " if with_person else ""
            facts = as_html(_facts(context, tokens, token, names), small=True)
            st.html(as_html(f"{whose}{token.name}") + facts, width="stretch")
            if tokens.is_active(token):
                st.button(
                    f"Revoke {literal(token.name)}",
                    key=f"revoke_{token.id}",
                    on_click=partial(_revoke, context, tokens, token),
                )


def _facts(
    context: Context, tokens: AccessTokens, token: AccessToken, names: Mapping[str, str]
) -> str:
    def day(moment: datetime) -> str:
        return date_words(moment.astimezone(context.zone).date(), viewer_style())

    if token.groups is None:
        scope = "all groups of its owner"
    else:
        scope = ", ".join(names.get(key, key) for key in token.groups)
    if token.revoked_at is not None:
        end = f"revoked {day(token.revoked_at)}"
    else:
        end = f"{'expires' if tokens.is_active(token) else 'expired'} {day(token.expires_at)}"
    age = age_words(context.now(), token.used_at) if token.used_at else ""
    used = f"last used {age} ago" if age else "never used"
    return f"{scope} · made {day(token.created_at)} · {end} · {used}"


def _revoke(context: Context, tokens: AccessTokens, token: AccessToken) -> None:
    """Before the run in which it is listed as revoked."""
    try:
        if tokens.revoke(token.person, token.id):
            of = "" if token.person == context.viewer.key else f" of {token.person}"
            context.audit.record(AuditKind.TOKEN_REVOKED, f"“{token.name}”{of}")
    except StoreError as error:
        st.session_state[_FAILED] = error.message


def show_failure() -> None:
    """Say that a token could not be revoked, if that was so."""
    message = st.session_state.pop(_FAILED, "")
    if message:
        st.error(f"**The token is not revoked.** {literal(message)} Try again.")
