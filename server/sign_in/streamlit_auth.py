"""What Streamlit needs for signing people in, made from our settings: no file with secrets."""

from __future__ import annotations

from typing import Any, Final

from streamlit import config

from telephony.settings.open_id import OpenId

CALLBACK: Final = "/oauth2callback"
LOGIN: Final = "/auth/login"
LOGOUT: Final = "/auth/logout"
FAILED_COOKIE: Final = "_telephony_sign_in_failed"
"""The browser has it for a minute after an attempt to sign in that did not work."""


def redirect_url(open_id: OpenId, base: str) -> str:
    """Where the provider sends people back to; registered there. ``base``: see ``base_path``.

    Raises ValueError where the dashboard's address has another path than it is served under.
    """
    path = open_id.address.removeprefix(open_id.origin)
    if path not in {"", base}:
        raise ValueError(
            f"DASHBOARD_PUBLIC_URL has the path {path}, and the dashboard is served under "
            f"{base or '/'}. Set server.baseUrlPath to the same path."
        )
    return f"{open_id.origin}{base}{CALLBACK}"


def streamlit_secrets(open_id: OpenId | None, base: str) -> dict[str, Any] | None:
    """The ``secrets`` of ``st.App``; None where nobody signs in. Raises ValueError as above.

    Streamlit gets them when it starts, and the key of the cookie that remembers a sign-in under
    way before that: all copies of the dashboard must have the same one.
    """
    if open_id is None:
        return None
    cookie_secret = open_id.cookie_secret.get_secret_value()
    config.set_option("server.cookieSecret", cookie_secret)
    return {
        "auth": {
            "redirect_uri": redirect_url(open_id, base),
            "cookie_secret": cookie_secret,
            "client_id": open_id.client_id,
            "client_secret": open_id.client_secret.get_secret_value(),
            "server_metadata_url": open_id.metadata_url,
            "client_kwargs": {"scope": open_id.scopes, "prompt": open_id.prompt},
        }
    }
