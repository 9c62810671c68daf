"""The cookie that Streamlit gives a browser whose person has signed in, read as Streamlit does."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import cookie_parser
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from server.sign_in.ended import ended_sign_ins
from telephony.settings.open_id import OpenId


@dataclass(frozen=True)
class BrowserSignIn:
    """A browser's sign-in with the provider.

    ``number``: its own, the same in all copies of the dashboard, and no secret. ``claims``: what
    the provider says of the person. ``ends_at``: when it is over, in seconds since 1970.
    """

    number: str
    claims: Mapping[str, Any]
    ends_at: float


def read_sign_in(
    headers: Mapping[str, str],
    open_id: OpenId,
    ended: Container[str] = ended_sign_ins,
    clock: Callable[[], float] = time.time,
) -> BrowserSignIn | None:
    """The valid sign-in in the cookies of a request or a session's handshake, else None.

    Streamlit made the cookie after it had checked the provider's token, and signed it. What the
    cookie says is compared with how the dashboard is configured now.
    """
    cookies = cookie_parser(headers.get("cookie") or "")
    text = get_cookie_with_chunks(partial(signed_value, cookies), USER_COOKIE_NAME)
    sign_in = None if text is None else _parsed(text, open_id)
    if sign_in is None or sign_in.number in ended or clock() >= sign_in.ends_at:
        return None
    return sign_in


def signed_value(cookies: Mapping[str, str], name: str) -> bytes | None:
    """The text of one of Streamlit's cookies; None without a right signature."""
    # a header's text is Latin-1 by the rules of HTTP
    value = cookies.get(name, "").encode("latin-1", "replace")
    return decode_signed_value(get_cookie_secret(), name, value)


def _parsed(text: bytes, open_id: OpenId) -> BrowserSignIn | None:
    """The sign-in of a cookie with a right signature; None if it is not meant for us."""
    try:
        claims = json.loads(text)
    except ValueError:
        return None
    if not isinstance(claims, dict):
        return None
    audience, issued_at = claims.get("aud"), claims.get("iat")
    is_ours = (
        claims.get("is_logged_in") is True
        and claims.get("origin") == open_id.origin
        # Authlib is content with another audience where "azp" names us
        and open_id.client_id in (audience if isinstance(audience, list) else [audience])
    )
    if not is_ours or not isinstance(issued_at, int | float):
        return None
    number = hashlib.sha256(text).hexdigest()
    return BrowserSignIn(number, claims, issued_at + open_id.lasts.total_seconds())
