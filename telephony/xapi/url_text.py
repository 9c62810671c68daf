"""OData in URLs: literals, function paths, query options.

All text from outside is percent-encoded byte by byte except the unreserved characters of
RFC 3986, so that none of it can end a literal, a path segment or an option.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote

from telephony.xapi.odata_options import ODataOptions

BASE = "/xapi/v1/"


def string_literal(text: str) -> str:
    """``O'Neil/1`` → ``'O''Neil%2F1'``. Raises UnicodeEncodeError for a lone surrogate."""
    doubled = text.replace("'", "''")
    return f"'{quote(doubled, safe=chr(39))}'"


def datetime_literal(at: datetime) -> str:
    """An aware datetime as ``2026-01-31T23:00:00Z``; a fraction only where there is one.

    Always UTC with Z: a ``+`` before an offset would be read as a space by some servers.
    """
    if at.tzinfo is None:
        raise ValueError("a time for the PBX needs its zone")
    utc = at.astimezone(UTC).replace(tzinfo=None)
    seconds = utc.isoformat(timespec="seconds")
    fraction = f".{utc.microsecond:06d}".rstrip("0") if utc.microsecond else ""
    return f"{seconds}{fraction}Z"


def function_path(collection: str, function: str, parameters: Iterable[tuple[str, str]]) -> str:
    """The path of a bound function; ``parameters`` are encoded literals in the PBX's order.

    The order matters: for any other some functions return 404.
    """
    inner = ",".join(f"{name}={literal}" for name, literal in parameters)
    return f"{BASE}{collection}/Pbx.{function}({inner})"


def query_string(options: ODataOptions) -> str:
    """The options as ``$top=…&$skip=…``, without those that are not set; "" when none is."""
    given: list[tuple[str, str]] = []
    if options.top is not None:
        given.append(("$top", str(options.top)))
    if options.skip:
        given.append(("$skip", str(options.skip)))
    if options.search:
        given.append(("$search", quote(options.search, safe="")))
    if options.filter:
        given.append(("$filter", quote(options.filter, safe="")))
    if options.count is not None:
        given.append(("$count", "true" if options.count else "false"))
    for name, entries in (
        ("$select", options.select),
        ("$orderby", options.orderby),
        ("$expand", options.expand),
    ):
        if entries:
            given.append((name, ",".join(quote(entry, safe="") for entry in entries)))
    return "&".join(f"{name}={value}" for name, value in given)
