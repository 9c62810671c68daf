"""The proxy to the PBX: the standard variables, checked, and the hosts that need none.

The checks raise ValueError with two sentences, as those in ``checks`` do. A proxy's address may
hold a password, so it is never quoted.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import SecretStr

from telephony.settings.addresses import is_authority, is_host

_DEFAULT_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
# What desktops write for SOCKS 5.
_SAME_SCHEME = {"socks": "socks5"}
_HOW = "Give it as http://proxy.example.com:3128 or socks5://proxy.example.com:1080"
_ALL_BELOW = re.compile(r"^\*?\.")
_WITH_PORT = re.compile(r"(\[[^\]]*\]|[^:]*)(?::([0-9]{1,5}))?")


@dataclass(frozen=True)
class Proxy:
    """A proxy's address, optionally with user name and password, and the ``setting`` it is from."""

    address: SecretStr
    setting: str

    def __str__(self) -> str:
        """To show: without user name and password."""
        parts = urlsplit(self.address.get_secret_value())
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]} ({self.setting})"

    @property
    def endpoint(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.address.get_secret_value())
        return parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be printed."""
        password = urlsplit(self.address.get_secret_value()).password
        return (password, unquote(password)) if password else ()


def parse_proxy_address(text: str) -> str:
    """The address of a proxy as ``scheme://[user:password@]host:port``."""
    text = text.strip()
    parts = _parts(text if "://" in text else f"http://{text}")
    scheme = _SAME_SCHEME.get(parts.scheme, parts.scheme)
    if scheme not in _DEFAULT_PORTS:
        raise ValueError(f"names a kind of proxy that is not supported. {_HOW}.")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError(f"contains more than the address of a proxy. {_HOW}.")
    port = "" if parts.port else f":{_DEFAULT_PORTS[scheme]}"
    return f"{scheme}://{parts.netloc}{port}"


def parse_exceptions(text: str) -> tuple[str, ...]:
    """The entries of NO_PROXY: names (with all below them), addresses, networks, ports, ``*``."""
    entries = [entry.lower() for entry in re.split(r"[,\s]+", text) if entry]
    for entry in entries:
        if not _is_exception(entry):
            shown = entry if len(entry) <= 40 else entry[:39] + "…"  # noqa: PLR2004  # one line
            raise ValueError(
                f"contains {shown!r}, which is not a host name, address or network. Give entries "
                "such as example.com,10.0.0.0/8, separated by commas."
            )
    return tuple(entries)


def is_excepted(origin: str, entries: tuple[str, ...]) -> bool:
    """True where NO_PROXY names the host of ``origin``."""
    parts = urlsplit(origin)
    host, port = (parts.hostname or "").rstrip("."), parts.port or 443
    return any(_covers(entry, host, port) for entry in entries)


def is_this_machine(host: str) -> bool:
    """True for a name or an address that always means loopback."""
    name = host.strip("[]").rstrip(".").lower()
    address = _address(name)
    if address is None:
        return name == "localhost" or name.endswith((".localhost", "localhost.localdomain"))
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)


def leads_to_this_machine(host: str) -> bool:
    """The same, also for a name that resolves to loopback addresses alone. Blocks."""
    if is_this_machine(host):
        return True
    try:
        addresses = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return bool(addresses) and all(is_this_machine(str(entry[4][0])) for entry in addresses)


def _parts(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        readable = is_authority(parts.netloc) and is_host(parts.hostname or "")
    except ValueError:
        readable = False
    if not readable or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(
            f"is not the address of a proxy. {_HOW}; write special characters of a password as "
            "%40 and the like."
        )
    return parts


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _split_port(entry: str) -> tuple[str, int | None]:
    """Host and port of an entry; an IPv6 address without brackets has no port."""
    match = _WITH_PORT.fullmatch(entry)
    if match is None or _address(entry) is not None:
        return entry, None
    return match[1].strip("[]"), int(match[2]) if match[2] else None


def _network(host: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(host, strict=False)
    except ValueError:
        return None


def _is_exception(entry: str) -> bool:
    if entry == "*":
        return True
    text = entry.partition("://")[2] or entry
    if _network(text) is not None:
        return True
    host, _ = _split_port(text)
    return is_authority(text) and bool(_network(host) or is_host(_ALL_BELOW.sub("", host)))


def _covers(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    excepted, only_port = _split_port(entry.partition("://")[2] or entry)
    if only_port not in (None, port):
        return False
    address, network = _address(host.strip("[]")), _network(excepted)
    if address is not None:
        return network is not None and address in network
    name = excepted.removeprefix("*").strip(".")
    return host == name or host.endswith(f".{name}")
