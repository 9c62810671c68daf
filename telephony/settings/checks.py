"""The check of each setting. It returns the value in the form that the program uses.

Raises ValueError with two sentences: what is wrong (the caller adds the setting's name in front)
and what to do. The value itself is quoted only where it cannot hold a secret.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from telephony.formatting.suggestions import did_you_mean, nearest
from telephony.periods.wall_clock import zone_names

# More would disturb phone calls, which the same machine handles.
MAX_CONCURRENT_REQUESTS = 8
MOST_REQUESTS = 1_000_000
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749, section 3.3
_LONGEST_SIGN_IN_HOURS = 720
_PROMPTS = ("select_account", "login", "consent")
# The server runs 80 at the same time, for everybody together.
_MOST_EXPORTS_AT_ONCE = 80
_MOST_EXPORTS_PER_MINUTE = 10_000
_MOST_AUDIT_DAYS = 3_650
_DIGITS = re.compile(r"[0-9]{1,7}")
_SHORTEST_SECRET = 16
_SHORTEST_COOKIE_SECRET = 32
_IN_ALL_COPIES = ", the same in all copies of the dashboard"


def hidden(check: Callable[[str], str]) -> AfterValidator:
    """The ``check`` of a text, for a value that must not be printed."""
    return AfterValidator(lambda value: SecretStr(check(value.get_secret_value())))


def check_credential(text: str) -> str:
    """A text that fits an HTTP header and a form as it is."""
    if any(character.isspace() for character in text):
        raise ValueError("contains a space or a line break. Paste it again without.")
    if not text.isascii() or not text.isprintable():
        raise ValueError(
            "contains characters other than letters, digits and signs. Paste it again."
        )
    return text


def parse_zone_name(text: str) -> str:
    """The name of a zone in the tz database."""
    name, known = text.strip(), zone_names()
    if name in known:
        return name
    meant = nearest(name, known)
    hint = did_you_mean(meant) if meant else "Give one such as Europe/Berlin."
    raise ValueError(f"is not a time zone of the IANA list ({_quoted(name)}). {hint}")


def check_ca_file(path: Path) -> Path:
    """A readable file with at least one certificate in PEM form."""
    path = absolute_path(path)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except ssl.SSLError:
        problem = "does not contain a PEM certificate"
        remedy = "Export the authority's certificate as PEM (Base64)."
    except (OSError, ValueError):
        problem, remedy = "cannot be read", "Give a file that the dashboard's user may read."
    else:
        return path
    raise ValueError(f"{problem} ({_quoted(str(path))}). {remedy}")


def check_data_dir(path: Path) -> Path:
    """A folder that can be written to, or one that can be created."""
    path = absolute_path(path)
    existing = next(folder for folder in (path, *path.parents) if os.path.lexists(folder))
    if not (existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)):
        raise ValueError(
            f"is not a folder that the dashboard's user may write to ({_quoted(str(path))}). "
            "Give another one."
        )
    return path


def parse_max_concurrent_requests(text: object) -> int:
    """How many requests to the PBX may be under way together."""
    allowed = {str(number): number for number in range(1, MAX_CONCURRENT_REQUESTS + 1)}
    number = allowed.get(str(text).strip())
    if number is None:
        raise ValueError(
            f"is not a number from 1 to {MAX_CONCURRENT_REQUESTS}. The PBX handles phone calls too."
        )
    return number


def parse_day(text: object) -> date:
    """A date in the form 2025-05-12."""
    try:
        return date.fromisoformat(str(text).strip())
    except ValueError:
        raise ValueError(f"is not a day ({_quoted(str(text))}). Give it as 2025-05-12.") from None


def parse_requests(text: object) -> int:
    """How many requests may be made in a minute or an hour."""
    return _whole_number(text, MOST_REQUESTS, such_as=1200)


def parse_exports_at_once(text: object) -> int:
    """How many exports of one person may be under way together."""
    return _whole_number(text, _MOST_EXPORTS_AT_ONCE, such_as=8)


def parse_exports_per_minute(text: object) -> int:
    """How many exports one person may begin in a minute."""
    return _whole_number(text, _MOST_EXPORTS_PER_MINUTE, such_as=120)


def parse_audit_days(text: object) -> int:
    """For how many days the audit is kept."""
    return _whole_number(text, _MOST_AUDIT_DAYS, such_as=365)


def parse_yes_or_no(text: object) -> bool:
    """True or false, also as yes and no, on and off, 1 and 0."""
    word = str(text).strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise ValueError("is neither true nor false. Give one of the two.")


def check_database_url(text: str) -> str:
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


def check_shared_secret(text: str) -> str:
    """A text long enough not to be guessed."""
    return _long_enough(text, _SHORTEST_SECRET, _IN_ALL_COPIES)


def check_access_token(text: str) -> str:
    """A token that fits a header and is not guessed."""
    return _long_enough(check_credential(text), _SHORTEST_SECRET)


def check_cookie_secret(text: str) -> str:
    """A text from which nobody can find the key of the cookies."""
    return _long_enough(text, _SHORTEST_COOKIE_SECRET, _IN_ALL_COPIES)


def _long_enough(text: str, shortest: int, also: str = "") -> str:
    if len(text) < shortest:
        raise ValueError(f"is shorter than {shortest} characters. Give a long random text{also}.")
    return text


def parse_scopes(text: str) -> str:
    """The scopes of a sign-in, ``openid`` among them, separated by spaces."""
    scopes = text.replace(",", " ").split()
    if not all(_SCOPE.fullmatch(scope) for scope in scopes) or "openid" not in scopes:
        raise ValueError("is not a list of scopes with openid. Give it as openid email profile.")
    return " ".join(dict.fromkeys(scopes))


def parse_prompt(text: str) -> str:
    """What a provider asks a person who is signed in there already."""
    word = text.strip().lower()
    if word in _PROMPTS:
        return word
    raise ValueError(f"is none of {', '.join(_PROMPTS)}. Give one of them, or remove it.")


def parse_sign_in_hours(text: object) -> int:
    """After how many hours people sign in again."""
    return _whole_number(text, _LONGEST_SIGN_IN_HOURS, such_as=10)


def _whole_number(text: object, most: int, *, such_as: int) -> int:
    digits = str(text).strip()
    if _DIGITS.fullmatch(digits) and 1 <= int(digits) <= most:
        return int(digits)
    raise ValueError(f"is not a whole number from 1 to {most}. Give one such as {such_as}.")


def absolute_path(path: Path) -> Path:
    """The path from the root of this machine, also of one in the user's folder (``~``)."""
    with suppress(RuntimeError):  # "~user" of an unknown user
        if str(path).isprintable():
            return path.expanduser().absolute()
    raise ValueError(f"is not a path on this machine ({_quoted(str(path))}). Give the full path.")


def _quoted(text: str) -> str:
    """A value on one line, cut to fit a log line."""
    return repr(text if len(text) <= 80 else text[:79] + "…")  # noqa: PLR2004  # one log line
