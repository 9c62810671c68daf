"""Who looks at the dashboard: the page before signing in, and the name in the frame's corner."""

from __future__ import annotations

from typing import Final

import streamlit as st

from components.shared.literal_text import literal, plain_text

_FAILED: Final = (
    "Signing in did not work. Try again; if it fails again, an admin finds the reason in the log."
)


def sign_in_page(words: str, *, button: bool, failed: bool) -> None:
    """The page of somebody who has not signed in.

    ``words``: what to do. ``button``: whether people sign in here, and not at a proxy in front.
    ``failed``: the last attempt of this browser did not work.
    """
    with st.container(key="sign_in"):
        st.header("Telephone statistics", anchor=False)
        if failed:
            st.warning(_FAILED, icon=":material/warning:")
        plain_text(words)
        if button and st.button("Sign in", type="primary", key="sign_in_now"):
            st.login()


def corner(name: str, *, button: bool) -> None:
    """The viewer's name in the frame's corner, with *Sign out* where people sign in here.

    Nothing more is drawn in the run in which somebody signs out.
    """
    with (
        st.container(key="account"),
        st.popover(literal(name), icon=":material/account_circle:"),
    ):
        plain_text(f"Signed in as {name}")
        signs_out = button and st.button("Sign out", key="sign_out", icon=":material/logout:")
    if signs_out:
        st.logout()
        st.stop()
