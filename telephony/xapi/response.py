"""A response as it came over the wire, and what can be read from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from telephony.formatting.http_dates import parse_http_date
from telephony.formatting.text import clean, shorten
from telephony.xapi.errors import Facts, NotAnApiResponse
from telephony.xapi.response_body import parse_json

# A sentence or two: what ASP.NET says about a query, without its stack traces.
MESSAGE_LIMIT = 300

# Bytes at either end of a body that may be white space.
_EDGE = 64

_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json", re.ASCII)

_SERVER_ERRORS = range(500, 600)
_DEFINED = frozenset(HTTPStatus)
# Rarer statuses, by those that say the same.
_SAME_AS: Mapping[int, int] = {
    HTTPStatus.REQUEST_TIMEOUT: HTTPStatus.GATEWAY_TIMEOUT,
    HTTPStatus.INSUFFICIENT_STORAGE: HTTPStatus.INTERNAL_SERVER_ERROR,
    524: HTTPStatus.GATEWAY_TIMEOUT,  # Cloudflare: the server behind it was too slow
}


@dataclass(frozen=True)
class Response:
    """One response: unpacked body, seconds from sending to the last byte, bytes on the wire.

    ``request`` is the request's method and URL, free of secrets; header names are in lower case.
    """

    request: str
    status: int
    headers: Mapping[str, str]
    body: bytes | bytearray
    seconds: float
    received_bytes: int

    @property
    def media_type(self) -> str:
        """``application/json`` without its parameters, "" when none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def date(self) -> datetime | None:
        """The sender's clock, aware, in whole seconds; None without a readable Date header."""
        return parse_http_date(self.headers.get("date", ""))

    @property
    def is_json(self) -> bool:
        return _JSON.fullmatch(self.media_type) is not None

    @property
    def looks_like_an_object(self) -> bool:
        """Whether the body is a JSON object by its type and its two ends, without parsing it."""
        start, end = self.body[:_EDGE].lstrip(), self.body[-_EDGE:].rstrip()
        return self.is_json and start.startswith(b"{") and end.endswith(b"}")

    def facts(self, secrets: Iterable[str] = ()) -> Facts:
        """What an error states about this response; the PBX's message without any ``secrets``."""
        message = error_message(self) if self.is_json else ""
        for secret in secrets:
            message = message.replace(secret, "•••")
        return self._facts(shorten(clean(message), MESSAGE_LIMIT) or status_text(self.status))

    def json_object(self) -> dict[str, Any]:
        """The JSON object of a good response. Raises NotAnApiResponse for anything else."""
        if self.status != HTTPStatus.OK:
            raise self.not_api_response(status_text(self.status))
        if not self.is_json:
            media_type = clean(shorten(self.media_type, 60)) or "no content type"
            raise self.not_api_response(f"{media_type} instead of JSON")
        try:
            value = parse_json(self.body)
        except ValueError as error:
            raise self.not_api_response(f"unreadable JSON: {shorten(str(error), 80)}") from None
        if not isinstance(value, dict):
            raise self.not_api_response("JSON, but not an object")
        return value

    def not_api_response(self, reason: str) -> NotAnApiResponse:
        """The error that says so, with this response's facts."""
        return NotAnApiResponse(**self._facts(reason))

    def _facts(self, message: str) -> Facts:
        return {
            "request": self.request,
            "status": self.status,
            "pbx_message": message,
            "seconds": self.seconds,
            "received_bytes": self.received_bytes,
        }


def error_message(response: Response) -> str:
    """The sentences in an error's JSON body, "" where there are none.

    Reads the OData form (``error.details``, else ``error.message``) and the flat one of the token
    endpoint (``error_description``, else ``error``).
    """
    try:
        value = parse_json(response.body)
    except ValueError:
        return ""
    if not isinstance(value, dict):
        return ""
    error = value.get("error")
    if not isinstance(error, dict):
        return _text(value.get("error_description")) or _text(error)
    details = error.get("details")
    sentences = [
        _text(detail.get("message"))
        for detail in (details if isinstance(details, list) else [])
        if isinstance(detail, dict)
    ]
    return "; ".join(filter(None, sentences)) or _text(error.get("message"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def effective_status(status: int) -> int:
    """The status that says the same among those that the client treats differently.

    A server error that HTTP does not define is a gateway's own: it does not reach the PBX.
    """
    of_a_gateway = status in _SERVER_ERRORS and status not in _DEFINED
    return _SAME_AS.get(status, HTTPStatus.BAD_GATEWAY if of_a_gateway else status)


def status_text(status: int) -> str:
    """``503 Service Unavailable``; the bare number where it has no name."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
