"""What a provider says of a person at its UserInfo endpoint, and not in the ID token.

Streamlit reads the ID token alone. Providers that follow the rules to the letter (OpenID Connect
Core, section 5.4) put no more than a number of the person there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from starlette.responses import Response
from streamlit.auth_util import get_cookie_with_chunks, set_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import (
    AUTH_COOKIE_MAX_AGE_SECONDS,
    TOKENS_COOKIE_NAME,
    USER_COOKIE_NAME,
)

from server.sign_in.open_id_cookie import BrowserSignIn, signed_value
from server.sign_in.provider_client import provider_client
from telephony.settings.open_id import OpenId

# With the attributes that follow a value; chunks are made so that both fit.
_ATTRIBUTES_SIZE: Final = 200
_log = logging.getLogger("dashboard.sign_in")


async def claims_of_person(
    sign_in: BrowserSignIn, cookies: Mapping[str, str], open_id: OpenId
) -> dict[str, Any] | None:
    """The claims of the ID token and those of the endpoint; None where it has no more to say.

    ``cookies``: those that Streamlit gives the browser, with the token for the endpoint.
    """
    tokens = get_cookie_with_chunks(partial(signed_value, cookies), TOKENS_COOKIE_NAME)
    access = json.loads(tokens).get("access_token") if tokens else None
    if not access:
        return None
    try:
        token = {"access_token": access, "token_type": "Bearer"}
        async with provider_client()(token=token) as client:
            metadata = await client.request("GET", open_id.metadata_url, withhold_token=True)
            response = await client.request("GET", metadata.json()["userinfo_endpoint"])
            said = response.raise_for_status().json()
    except Exception:  # noqa: BLE001  # whatever a provider sends: its claims are missing then
        _log.warning(
            "the provider's UserInfo endpoint says nothing that can be read", exc_info=True
        )
        return None
    # OpenID Connect Core, section 5.3.2: of anybody else it must not be used
    if not isinstance(said, dict) or said.get("sub") != sign_in.claims.get("sub"):
        _log.warning("the provider's UserInfo endpoint describes somebody else")
        return None
    return {**said, **sign_in.claims}


def set_sign_in(response: Response, claims: Mapping[str, Any], path: str) -> None:
    """Give the browser a sign-in with these claims in the place of Streamlit's, in its form."""
    secret = get_cookie_secret()

    def set_one(name: str, value: str) -> None:
        response.set_cookie(
            name,
            create_signed_value(secret, name, value).decode(),
            max_age=AUTH_COOKIE_MAX_AGE_SECONDS,
            path=path,
            httponly=True,
            samesite="lax",
        )

    set_cookie_with_chunks(
        set_one,
        partial(create_signed_value, secret),
        USER_COOKIE_NAME,
        dict(claims),
        cookie_attr_size=_ATTRIBUTES_SIZE,
    )
