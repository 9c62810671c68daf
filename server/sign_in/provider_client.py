"""The HTTP client of all requests to the provider, those that Streamlit makes among them.

httpx reads every authority that the machine trusts for each client anew, and a sign-in takes five
clients: each time a fiftieth of a second in which the server does nothing for anybody else.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from telephony.xapi.certificates import trusted_authorities

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import AsyncOAuth2Client


@cache
def provider_client() -> type[AsyncOAuth2Client]:
    """Its class, which Streamlit uses from now on; the authorities are read once, here.

    Raises CertificateProblem like ``trusted_authorities``.
    """
    # where it is used: until the start has set up the log, it would warn about httpx at the console
    from authlib.integrations.httpx_client import AsyncOAuth2Client  # noqa: PLC0415
    from authlib.integrations.starlette_client import StarletteOAuth2App  # noqa: PLC0415

    authorities = trusted_authorities(None)

    class ProviderClient(AsyncOAuth2Client):  # type: ignore[misc]  # Authlib has no types
        def __init__(self, **options: Any) -> None:
            super().__init__(verify=authorities, **options)

    StarletteOAuth2App.client_cls = ProviderClient
    return ProviderClient
