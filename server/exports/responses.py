"""What every export responds: the file, 304 to a client that has it, or a sentence with a status.

The statuses are ones that a script can act on. 400: a bad parameter, or more requests to the PBX
than one query may take. 401: not signed in. 403: signed in, without the right. 404: no such group.
405: neither GET nor HEAD. 502: the PBX refuses or cannot be reached. 503, with Retry-After: not
now, since the PBX is busy, its response takes longer than clients wait, or too many exports are
running. 504: the PBX took too long.

A page may show older values under a banner. A file has no banner: ``as_of`` in it says how old it
is, and the Warning header why it is not newer.

401 and 429 come before any of these: ``admission``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from server.exports.conditional import entity_tag, is_unchanged
from server.exports.file_cache import FileCache
from telephony.periods.range_progress import progress_words
from telephony.xapi.errors import Busy, InvalidQuery, NoSuchGroup, TimedOut, XapiError
from telephony.xapi.refusals import NoGroupForThem, NotForThisRole, TooManyRequests

if TYPE_CHECKING:  # they bring pandas, which the start does not wait for
    from telephony.answers.history import History
    from telephony.export.contents import Export
    from telephony.export.formats import Format

METHODS: Final = ("GET", "HEAD")
# Retry-After for a busy PBX that names no time: its own limit counts requests per minute.
BUSY_SECONDS: Final = 60
# Retry-After for an export that is not ready yet, or has no place.
RETRY_SECONDS: Final = 10
# A shorter wait for the budget is not worth a sentence.
_NOTICEABLE_SECONDS: Final = 1.0
_STATUSES: Final[Mapping[type[XapiError], int]] = {
    NoSuchGroup: 404,
    NotForThisRole: 403,
    NoGroupForThem: 403,
    TooManyRequests: 400,
    Busy: 503,
    TimedOut: 504,
}
_OTHER_STATUS: Final = 502
# A response is for the person alone who asks, by a browser's sign-in or an access token.
_PRIVATE: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Vary": "Cookie, Authorization",
}
# RFC 7234, section 5.5: "response is stale", and a code for all else.
_STALE, _OTHER_WARNING = 110, 199
# Characters of our texts that a header cannot carry.
_ASCII: Final = str.maketrans({"–": "-", "“": "'", "”": "'", "’": "'", "…": "..."})

_files = FileCache()


class FileResponse(Response):
    """A file with so many ``rows``."""

    rows = 0


def file_response(  # noqa: PLR0913  # what a file is made of, by name
    request: Request,
    export: Export,
    form: Format,
    *,
    stale: XapiError | None,
    warnings: Sequence[str],
    headers: Mapping[str, str] | None = None,
    modified: datetime | None = None,
) -> Response:
    """The file, or 304 to a client that has it.

    ``stale``: why the values are not newer. ``warnings``: by importance; the first that is not
    empty becomes the Warning header. ``headers``: further ones. ``modified``: what a client's date
    is compared with; None: only its ETag is.
    """
    identity = export.identity(form)
    tag = entity_tag(identity)
    common = {"ETag": tag, **_PRIVATE, **(headers or {})}
    progress = progress_words(export.provenance.query.period, export.provenance.as_of)
    if warning := _warning(stale, [*warnings, " ".join(progress)]):
        common["Warning"] = warning
    if is_unchanged(request.headers, tag, modified):
        return Response(status_code=304, headers=common)
    common["Content-Disposition"] = f'attachment; filename="{export.file_name(form)}"'
    body = _files.get((identity, *export.changing_facts()), partial(form.write, export))
    response = FileResponse(body, media_type=form.media_type, headers=common)
    response.rows = len(export.rows)
    return response


def text_response(status: int, text: str) -> Response:
    """A sentence as plain text."""
    return PlainTextResponse(f"{text}\n", status, headers=_PRIVATE)


def error_response(error: XapiError, now: float) -> Response:
    """The status, the text and the Retry-After of an error; ``now`` in seconds since 1970."""
    statuses = (status for kind, status in _STATUSES.items() if isinstance(error, kind))
    response = text_response(next(statuses, _OTHER_STATUS), str(error))
    if isinstance(error, Busy):
        wait = math.ceil(error.retry_at.timestamp() - now) if error.retry_at else BUSY_SECONDS
        response.headers["Retry-After"] = str(max(1, wait))
    return response


def retry_response(reason: str, budget_seconds: float = 0.0) -> Response:
    """Not now. What has been loaded stays loaded for the next request.

    ``budget_seconds``: how long until exports may send requests to the PBX again.
    """
    if budget_seconds > _NOTICEABLE_SECONDS:
        reason = f"{reason} The budget of requests to the PBX is used up for now."
    response = text_response(503, f"{reason} Try again.")
    response.headers["Retry-After"] = str(max(RETRY_SECONDS, math.ceil(budget_seconds)))
    return response


def method_response() -> Response:
    """The response to any method but those that read."""
    response = text_response(405, "An export is read-only: use GET or HEAD.")
    response.headers["Allow"] = ", ".join(METHODS)
    return response


def history_error(history: History) -> XapiError | None:
    """Why no file can be made from a history: an invalid query, or nothing was loaded."""
    errors = (gap.error for gap in history.gaps)
    invalid = next((error for error in errors if isinstance(error, InvalidQuery)), None)
    return invalid or history.no_data_error


def header_text(text: str) -> str:
    """The text as a quoted string of a header can carry it."""
    ascii_text = text.translate(_ASCII).encode("ascii", "replace").decode()
    return ascii_text.replace('"', "'").replace("\\", "/")


def _warning(stale: XapiError | None, warnings: Sequence[str]) -> str:
    if stale is not None:
        return f'{_STALE} - "{header_text(stale.headline)}"'
    text = next(filter(None, warnings), "")
    return f'{_OTHER_WARNING} - "{header_text(text)}"' if text else ""
