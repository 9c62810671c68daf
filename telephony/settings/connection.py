"""The settings of the connection to a PBX: its address, credentials, limits, its proxy."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode

from telephony.settings import addresses, checks, proxies
from telephony.settings.proxies import Proxy
from telephony.settings.rates import Rates

__all__ = ["ConnectionSettings"]

Secret = Annotated[SecretStr, checks.hidden(checks.check_credential)]
ProxyAddress = Annotated[SecretStr, checks.hidden(proxies.parse_proxy_address)]


class ConnectionSettings(BaseSettings):
    """The settings that concern one PBX, and how requests reach it.

    ``origin`` is the PBX's ``https://host[:port]`` or None for the demo. Either ``token`` or both
    of ``client_id`` and ``api_key`` are there with it. ``max_concurrent_requests`` bounds the
    requests to the PBX that are under way together, ``rates`` those of programs over time.
    """

    origin: Annotated[str, AfterValidator(addresses.parse_origin)] | None = Field(
        default=None, validation_alias="THREECX_URL"
    )
    client_id: Annotated[str, AfterValidator(checks.check_credential)] | None = Field(
        default=None, validation_alias="THREECX_CLIENT_ID"
    )
    api_key: Secret | None = Field(default=None, validation_alias="THREECX_API_KEY")
    token: Secret | None = Field(default=None, validation_alias="THREECX_TOKEN")
    timezone: Annotated[str, AfterValidator(checks.parse_zone_name)] | None = Field(
        default=None, validation_alias="THREECX_TIMEZONE"
    )
    ca_file: Annotated[Path, AfterValidator(checks.check_ca_file)] | None = Field(
        default=None, validation_alias="THREECX_CA_FILE"
    )
    update6_date: Annotated[date, BeforeValidator(checks.parse_day)] | None = Field(
        default=None, validation_alias="THREECX_UPDATE6_DATE"
    )
    max_concurrent_requests: Annotated[
        int, BeforeValidator(checks.parse_max_concurrent_requests)
    ] = Field(default=checks.MAX_CONCURRENT_REQUESTS, validation_alias="THREECX_MAX_CALLS")
    requests_per_minute: Annotated[int, BeforeValidator(checks.parse_requests)] = Field(
        default=Rates.per_minute, validation_alias="THREECX_REQUESTS_PER_MINUTE"
    )
    requests_per_hour: Annotated[int, BeforeValidator(checks.parse_requests)] = Field(
        default=Rates.per_hour, validation_alias="THREECX_REQUESTS_PER_HOUR"
    )
    https_proxy: ProxyAddress | None = Field(default=None, validation_alias="HTTPS_PROXY")
    all_proxy: ProxyAddress | None = Field(default=None, validation_alias="ALL_PROXY")
    no_proxy: Annotated[tuple[str, ...], NoDecode, BeforeValidator(proxies.parse_exceptions)] = (
        Field(default=(), validate_default=False, validation_alias="NO_PROXY")
    )

    @property
    def proxy(self) -> Proxy | None:
        """The proxy to the PBX; None where it is reached directly, as on this machine always."""
        given = {"HTTPS_PROXY": self.https_proxy, "ALL_PROXY": self.all_proxy}
        named = [Proxy(address, name) for name, address in given.items() if address]
        if self.origin is None or not named or proxies.is_excepted(self.origin, self.no_proxy):
            return None
        return None if proxies.is_this_machine(urlsplit(self.origin).hostname or "") else named[0]

    @model_validator(mode="after")
    def _credentials_fit(self) -> ConnectionSettings:
        given = {
            "THREECX_CLIENT_ID": self.client_id is not None,
            "THREECX_API_KEY": self.api_key is not None,
        }
        pair = [name for name, is_set in given.items() if is_set]
        if self.token and pair:
            raise ValueError(
                f"THREECX_TOKEN is set as well as {' and '.join(pair)}. It replaces client id and "
                "API key: set one or the other."
            )
        if len(pair) == 1:
            missing = next(name for name, is_set in given.items() if not is_set)
            raise ValueError(
                f"{missing} is missing. {pair[0]} is set, and 3CX issues both together "
                "(Integrations → API): set both."
            )
        if self.origin and not (pair or self.token):
            raise ValueError(
                "THREECX_CLIENT_ID and THREECX_API_KEY are missing. THREECX_URL is set: set both "
                "(Integrations → API in 3CX), or remove THREECX_URL to see the demo."
            )
        if not self.origin and (pair or self.token):
            present = pair[0] if pair else "THREECX_TOKEN"
            raise ValueError(
                f"THREECX_URL is missing. {present} is set: set the address of the PBX, or "
                f"remove {present} to see the demo."
            )
        return self
