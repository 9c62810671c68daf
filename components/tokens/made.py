"""A new token, shown once."""

from __future__ import annotations

from urllib.parse import urljoin

import streamlit as st
from pydantic import SecretStr

_ONCE = "**Copy it now.** Nobody can read it again, not even an admin. Keep it like a password."


@st.dialog("Your new access token", width="medium")
def show(secret: SecretStr) -> None:
    """The token with a button to copy it. It is gone once the dialog is closed."""
    st.warning(_ONCE, icon=":material/content_copy:")
    with st.container(key="new_secret"):
        st.code(secret.get_secret_value(), language=None, wrap_lines=True)
    address = urljoin(st.context.url or "", "export/extensions.csv?group=…&range=last_month")
    st.caption("A program sends it in a header, never in the address:")
    st.code(
        f'curl -OJ -H "Authorization: Bearer $TOKEN" "{address}"', language="bash", wrap_lines=True
    )
    st.caption("In Excel and Power BI it is the password of a Basic sign-in, with any user name.")
