"""Web addresses and host names in settings, checked and brought into one form.

The checks raise ValueError with two sentences, as those in ``checks`` do.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS = {"https": 443, "http": 80}
_LAST_PORT = 65_535
_LONGEST_NAME = 253
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
# Underscores are against the rules for host names, and in use inside companies all the same.
_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
# A name that ends in a number is read as an address: 10.0.0.256 is neither one nor a name.
_ENDS_IN_NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)\.?")

# Stricter than urlsplit, which reads "[::1]x:1" as ::1. Brackets are for IPv6, without a zone.
_AUTHORITY = re.compile(r"(?:\[(?P<ipv6>[^\[\]%]*)\]|[^\[\]:]+)(?::(?P<port>[0-9]{1,5}))?")


def parse_origin(text: str) -> str:
    """Scheme, host and port of an address in any pasted form; https where the scheme is missing."""
    return _origin(_split(text), "https://pbx.example.com:5001", "the API key")


def parse_web_address(text: str) -> str:
    """Scheme, host, port and path of an address, without a slash at its end."""
    parts = _split(text)
    if parts.query or parts.fragment:
        raise ValueError("contains a “?” or “#”. Give the address up to there.")
    path = parts.path.rstrip("/")
    if path and not _PATH.fullmatch(path):
        raise ValueError("is not a plain web address. Give it as https://login.example.com.")
    return _origin(parts, "https://login.example.com", "sign-ins") + path


def _origin(parts: SplitResult, example: str, sent: str) -> str:
    host = _host(parts)
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError(f"is not a web address. Give it as {example}.")
    if parts.scheme == "http" and not _is_this_machine(host):
        raise ValueError(f"would send {sent} unencrypted. Use https instead of http.")
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def parse_host_names(text: str) -> tuple[str, ...]:
    """Host names from a comma-separated list, without scheme and port, in lower case."""
    if "*" in text:
        raise ValueError("cannot contain a wildcard. List each host, separated by commas.")
    entries = [entry.strip() for entry in text.split(",")]
    return tuple(dict.fromkeys(_host(_split(entry)) for entry in entries if entry))


def _split(text: str) -> SplitResult:
    text = text.strip()
    problem = "is not an address with a host and, optionally, a port. Check the spelling."
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError("contains a space or a line break. Give the address alone.")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text.removeprefix('//')}")
    except ValueError:
        raise ValueError(problem) from None
    # "https//pbx" would else be a host named https
    if not is_authority(parts.netloc) or parts.hostname in _DEFAULT_PORTS:
        raise ValueError(problem)
    if "@" in parts.netloc:
        raise ValueError("contains a user name or password. Remove it.")
    return parts


def is_authority(netloc: str) -> bool:
    """True for a host with or without a port, optionally after user name and password."""
    match = _AUTHORITY.fullmatch(netloc.rpartition("@")[2])
    if match is None or not 1 <= int(match["port"] or 1) <= _LAST_PORT:
        return False
    try:
        return match["ipv6"] is None or bool(ipaddress.IPv6Address(match["ipv6"]))
    except ValueError:
        return False


def is_host(name: str) -> bool:
    """True for an IP address, and for a valid host name in lower-case ASCII."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        fits = len(name.rstrip(".")) <= _LONGEST_NAME and _HOST_NAME.fullmatch(name)
        return bool(fits and not _ENDS_IN_NUMBER.fullmatch(name))
    return True


def _host(parts: SplitResult) -> str:
    name = parts.hostname or ""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        pass
    else:
        return f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004  # IPv6
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not is_host(name):
        raise ValueError("does not contain a valid host name. Check the spelling.")
    return name


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
