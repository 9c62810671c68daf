"""The settings of signing in with an OpenID provider: together, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings

from telephony.settings import addresses, checks

__all__ = ["OpenId", "OpenIdSettings"]

_ISSUER: Final = "DASHBOARD_OIDC_ISSUER"
_METADATA: Final = "/.well-known/openid-configuration"
# One working day with a break: the next morning everybody signs in again.
_HOURS: Final = 10
_REMEDIES: Final = {
    "DASHBOARD_OIDC_CLIENT_ID": "set the id that the provider gave this dashboard.",
    "DASHBOARD_OIDC_CLIENT_SECRET": "set the secret that the provider gave this dashboard.",
    "DASHBOARD_COOKIE_SECRET": "set a long random text, the same in all copies of the dashboard.",
}
_SCOPES: Final = "openid email profile"


@dataclass(frozen=True)
class OpenId:
    """A provider, this dashboard's registration with it, and how long a sign-in lasts.

    ``address``: scheme, host and path under which browsers reach the dashboard; the path is empty
    where none is given. ``prompt``: what the provider asks a person who is signed in there;
    empty for nothing. ``name_claim``: the claim that names a person.
    """

    issuer: str
    client_id: str
    client_secret: SecretStr
    cookie_secret: SecretStr
    address: str
    scopes: str
    prompt: str
    name_claim: str
    lasts: timedelta

    @property
    def metadata_url(self) -> str:
        """Where the provider describes itself."""
        return self.issuer.rstrip("/") + _METADATA

    @property
    def origin(self) -> str:
        """Scheme and host of the dashboard as browsers state it."""
        scheme, _, rest = self.address.partition("://")
        return f"{scheme}://{rest.partition('/')[0]}"


def _issuer(text: str) -> str:
    return addresses.parse_web_address(text.strip().removesuffix(_METADATA))


class OpenIdSettings(BaseSettings):
    """The settings as they are given; ``complete`` checks that they fit together."""

    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = Field(
        default=None, validation_alias=_ISSUER
    )
    oidc_client_id: Annotated[str, AfterValidator(checks.check_credential)] | None = Field(
        default=None, validation_alias="DASHBOARD_OIDC_CLIENT_ID"
    )
    oidc_client_secret: Annotated[SecretStr, checks.hidden(checks.check_credential)] | None = Field(
        default=None, validation_alias="DASHBOARD_OIDC_CLIENT_SECRET"
    )
    oidc_scopes: Annotated[str, AfterValidator(checks.parse_scopes)] = Field(
        default=_SCOPES, validation_alias="DASHBOARD_OIDC_SCOPES"
    )
    oidc_prompt: Annotated[str, AfterValidator(checks.parse_prompt)] = Field(
        default="", validate_default=False, validation_alias="DASHBOARD_OIDC_PROMPT"
    )
    oidc_name: Annotated[str, AfterValidator(checks.check_credential)] = Field(
        default="email", validation_alias="DASHBOARD_OIDC_NAME"
    )
    cookie_secret: Annotated[SecretStr, checks.hidden(checks.check_cookie_secret)] | None = Field(
        default=None, validation_alias="DASHBOARD_COOKIE_SECRET"
    )
    address: Annotated[str, AfterValidator(addresses.parse_web_address)] | None = Field(
        default=None, validation_alias="DASHBOARD_PUBLIC_URL"
    )
    sign_in_hours: Annotated[int, BeforeValidator(checks.parse_sign_in_hours)] = Field(
        default=_HOURS, validation_alias="DASHBOARD_SIGN_IN_HOURS"
    )

    def complete(self, allowed_hosts: Sequence[str]) -> OpenId | None:
        """All of it; None where nobody signs in with a provider.

        ``allowed_hosts``: the names of this dashboard, for where its address is not set. Raises
        ValueError with two sentences where one setting needs another that is missing.
        """
        given = {
            "DASHBOARD_OIDC_CLIENT_ID": self.oidc_client_id,
            "DASHBOARD_OIDC_CLIENT_SECRET": self.oidc_client_secret,
        }
        if self.oidc_issuer is None:
            if useless := [name for name, value in given.items() if value]:
                raise ValueError(
                    f"{_ISSUER} is missing. {useless[0]} is set: set the address of the provider "
                    "as well, or neither."
                )
            return None
        for name, value in (given | {"DASHBOARD_COOKIE_SECRET": self.cookie_secret}).items():
            if value is None:
                raise ValueError(f"{name} is missing. {_ISSUER} is set: {_REMEDIES[name]}")
        if self.address is None and len(allowed_hosts) != 1:
            raise ValueError(
                f"DASHBOARD_PUBLIC_URL is missing. {_ISSUER} is set: set the address under which "
                "browsers reach the dashboard, such as https://telephony.example.com."
            )
        assert self.oidc_client_id and self.oidc_client_secret and self.cookie_secret  # noqa: S101, PT018
        return OpenId(
            self.oidc_issuer,
            self.oidc_client_id,
            self.oidc_client_secret,
            self.cookie_secret,
            self.address or f"https://{allowed_hosts[0]}",
            self.oidc_scopes,
            self.oidc_prompt,
            self.oidc_name,
            timedelta(hours=self.sign_in_hours),
        )
