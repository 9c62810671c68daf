"""The settings of a proxy in front that signs people in and names them in a header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode

from telephony.settings.networks import Network, is_within, parse_network

_HEADER: Final = "DASHBOARD_PROXY_HEADER"
_GROUPS_HEADER: Final = "DASHBOARD_PROXY_GROUPS_HEADER"
_ADDRESSES: Final = "DASHBOARD_PROXY_ADDRESSES"
# A name as RFC 9110 has it; without "_", which some proxies let pass for "-".
_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^`|~-]{1,64}")
# A browser sends these itself, so they say nothing of who signed in.
_OF_BROWSERS: Final = re.compile(
    r"(host|origin|cookie|authorization|referer|user-agent|connection|upgrade|forwarded"
    r"|accept.*|content-.*|if-.*|sec-.*|x-forwarded-(for|host|proto|port))",
    re.IGNORECASE,
)
UNIX: Final = "unix"
"""Stands in the list of addresses for a socket file, whose callers have no address."""


@dataclass(frozen=True)
class TrustedProxy:
    """The proxy's header with a person's name, that with their groups, and its own addresses.

    ``groups_header`` may be empty. ``unix``: it comes through a socket file.
    """

    header: str
    groups_header: str
    networks: tuple[Network, ...]
    unix: bool

    def is_at(self, address: str | None) -> bool:
        """Whether a connection from there is the proxy's; None: through a socket file."""
        if address is None:
            return self.unix
        return is_within(address, self.networks)


def _check_header(text: str) -> str:
    name = text.strip()
    if not _NAME.fullmatch(name):
        raise ValueError("is not the name of a header. Give one such as X-Forwarded-User.")
    if _OF_BROWSERS.fullmatch(name):
        raise ValueError(
            "is a header that browsers or proxies send for other purposes. Let the proxy name "
            "people in one of its own, such as X-Forwarded-User."
        )
    return name


def _parse_addresses(text: object) -> tuple[Network | str, ...]:
    entries = [entry.strip() for entry in str(text).split(",")]
    return tuple(dict.fromkeys(_address(entry) for entry in entries if entry))


def _address(entry: str) -> Network | str:
    if entry == UNIX:
        return UNIX
    network = parse_network(entry)
    if network.prefixlen == 0:
        raise ValueError(
            "would trust every machine to name people. Give the addresses of the proxy alone."
        )
    return network


class TrustedProxySettings(BaseSettings):
    """The settings as they are given; ``trusted_proxy`` has them together."""

    proxy_header: Annotated[str, AfterValidator(_check_header)] | None = Field(
        default=None, validation_alias=_HEADER
    )
    proxy_groups_header: Annotated[str, AfterValidator(_check_header)] | None = Field(
        default=None, validation_alias=_GROUPS_HEADER
    )
    proxy_addresses: Annotated[
        tuple[Network | str, ...], NoDecode, BeforeValidator(_parse_addresses)
    ] = Field(default=(), validate_default=False, validation_alias=_ADDRESSES)

    @property
    def trusted_proxy(self) -> TrustedProxy | None:
        """The proxy that signs people in; None where none does."""
        if self.proxy_header is None:
            return None
        return TrustedProxy(
            self.proxy_header,
            self.proxy_groups_header or "",
            tuple(each for each in self.proxy_addresses if not isinstance(each, str)),
            UNIX in self.proxy_addresses,
        )

    def check_trusted_proxy(self) -> None:
        """Raises ValueError with two sentences where one setting needs another."""
        if self.proxy_header is None:
            given = {_GROUPS_HEADER: self.proxy_groups_header, _ADDRESSES: self.proxy_addresses}
            if useless := [name for name, value in given.items() if value]:
                raise ValueError(
                    f"{_HEADER} is missing. {useless[0]} is set: set the header in which the proxy "
                    "names people as well, or neither."
                )
        elif not self.proxy_addresses:
            raise ValueError(
                f"{_ADDRESSES} is missing. {_HEADER} is set: set the addresses of the proxy, since "
                "anybody else could name whom they like."
            )
        elif (self.proxy_groups_header or "").lower() == self.proxy_header.lower():
            raise ValueError(
                f"{_GROUPS_HEADER} is the same header as {_HEADER}. Give that with the groups, or "
                "none."
            )
