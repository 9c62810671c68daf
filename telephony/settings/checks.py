"""What one setting must look like. Each check returns the value as it is used from then on.

Raises ValueError with two sentences: what is wrong (the caller puts the setting's name before it)
and what to do. The value itself is quoted only where it cannot hold a secret.
"""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from telephony.formatting.suggestions import did_you_mean, nearest
from telephony.periods.wall_clock import zone_names

_DEFAULT_PORTS = {"https": 443, "http": 80}
# More would be felt by those who telephone over the same machine.
MAX_CONCURRENT_REQUESTS = 8
MOST_REQUESTS = 1_000_000
_LAST_PORT = 65_535
_DIGITS = re.compile(r"[0-9]{1,7}")
_SHORTEST_SECRET = 16
# Underscores are against the rules for host names, and found inside companies all the same.
_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
# What ends in a number is read as an address: 10.0.0.256 is none, and no name either.
_ENDS_IN_NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)\.?")

# Stricter than urlsplit, which reads "[::1]x:1" as ::1. Brackets are for IPv6, without a zone.
_AUTHORITY = re.compile(r"(?:\[(?P<ipv6>[^\[\]%]*)\]|[^\[\]:]+)(?::(?P<port>[0-9]{1,5}))?")


def origin(text: str) -> str:
    """Scheme, host and port of an address in any pasted form; https where it names no scheme."""
    parts = _split(text)
    host = _host(parts)
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("is not a web address. Give it as https://pbx.example.com:5001.")
    if parts.scheme == "http" and not _is_this_machine(host):
        raise ValueError("would send the API key unencrypted. Use https instead of http.")
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def host_names(text: str) -> tuple[str, ...]:
    """Host names from a list with commas, without scheme and port, small letters."""
    if "*" in text:
        raise ValueError("cannot hold a wildcard. Name each host, with commas between them.")
    entries = [entry.strip() for entry in text.split(",")]
    return tuple(dict.fromkeys(_host(_split(entry)) for entry in entries if entry))


def credential(text: str) -> str:
    """A text that fits into a header and a form as it is."""
    if any(character.isspace() for character in text):
        raise ValueError("has a space or a line break in or around it. Paste it again without.")
    if not text.isascii() or not text.isprintable():
        raise ValueError("has characters in it that 3CX does not use. Paste it again.")
    return text


def zone_name(text: str) -> str:
    """The name of a zone in the tz database."""
    name, known = text.strip(), zone_names()
    if name in known:
        return name
    meant = nearest(name, known)
    hint = did_you_mean(meant) if meant else "Give one such as Europe/Berlin."
    raise ValueError(f"is no time zone of the IANA list ({_quoted(name)}). {hint}")


def ca_file(path: Path) -> Path:
    """A readable file with at least one certificate in PEM form."""
    path = _absolute(path)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError:
        problem, remedy = "holds no PEM certificate", "Export the authority's as PEM (Base64)."
    except (OSError, ValueError):
        problem, remedy = "cannot be read", "Give a file that the dashboard's user may read."
    else:
        return path
    raise ValueError(f"{problem} ({_quoted(str(path))}). {remedy}")


def data_dir(path: Path) -> Path:
    """A folder that can be written to, or one that can be made."""
    path = _absolute(path)
    there = next(place for place in (path, *path.parents) if os.path.lexists(place))
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        raise ValueError(
            f"is not a folder that the dashboard's user may write to ({_quoted(str(path))}). "
            "Give another one."
        )
    return path


def max_concurrent_requests(text: object) -> int:
    """How many calls to the PBX may be under way at once."""
    allowed = {str(number): number for number in range(1, MAX_CONCURRENT_REQUESTS + 1)}
    number = allowed.get(str(text).strip())
    if number is None:
        raise ValueError(
            f"is not a number from 1 to {MAX_CONCURRENT_REQUESTS}. The PBX answers phones as well."
        )
    return number


def day(text: object) -> date:
    """A day, written as 2025-05-12."""
    try:
        return date.fromisoformat(str(text).strip())
    except ValueError:
        raise ValueError(f"is not a day ({_quoted(str(text))}). Give it as 2025-05-12.") from None


def requests(text: object) -> int:
    """How many requests may be made in a minute or an hour."""
    digits = str(text).strip()
    if _DIGITS.fullmatch(digits) and 1 <= int(digits) <= MOST_REQUESTS:
        return int(digits)
    raise ValueError(f"is not a whole number from 1 to {MOST_REQUESTS}. Give one such as 1200.")


def yes_or_no(text: object) -> bool:
    """True or false, in the usual words."""
    word = str(text).strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise ValueError("is neither true nor false. Give one of the two.")


def database_url(text: str) -> str:
    """The address of a PostgreSQL database."""
    try:
        parts = urlsplit(text)
        complete = bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        complete = False
    if not complete or parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(
            "is not the address of a PostgreSQL database. Give it as "
            "postgresql://user:password@host:5432/database."
        )
    return text


def shared_secret(text: str) -> str:
    """A phrase long enough not to be guessed."""
    if len(text) < _SHORTEST_SECRET:
        raise ValueError(
            f"is shorter than {_SHORTEST_SECRET} characters. Give a long random text, the same in "
            "all copies of the dashboard."
        )
    return text


def _absolute(path: Path) -> Path:
    with suppress(RuntimeError):  # "~nobody" is nobody's home
        if str(path).isprintable():
            return path.expanduser().absolute()
    raise ValueError(f"is no path on this machine ({_quoted(str(path))}). Give the whole path.")


def _split(text: str) -> SplitResult:
    text = text.strip()
    problem = "is not an address with a host and, if need be, a port. Check how it is written."
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError("has a space or a line break inside. Give the address alone.")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text.removeprefix('//')}")
    except ValueError:
        raise ValueError(problem) from None
    if not is_authority(parts.netloc):
        raise ValueError(problem)
    if "@" in parts.netloc:
        raise ValueError("has a user name or password in it. Take that out.")
    return parts


def is_authority(netloc: str) -> bool:
    """True for a host with or without a port, perhaps behind user name and password."""
    found = _AUTHORITY.fullmatch(netloc.rpartition("@")[2])
    if found is None or not 1 <= int(found["port"] or 1) <= _LAST_PORT:
        return False
    try:
        return found["ipv6"] is None or bool(ipaddress.IPv6Address(found["ipv6"]))
    except ValueError:
        return False


def is_host(name: str) -> bool:
    """True for an address, and for a name in small ASCII letters that could exist."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return bool(_HOST_NAME.fullmatch(name) and not _ENDS_IN_NUMBER.fullmatch(name))
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
        raise ValueError("has no host name in it that could exist. Check how it is written.")
    return name


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _quoted(text: str) -> str:
    """A value on one line, of a length that a log line bears."""
    return repr(text if len(text) <= 80 else text[:79] + "…")  # noqa: PLR2004  # one log line
