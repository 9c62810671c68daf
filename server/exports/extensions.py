"""``GET /export/extensions.csv``, ``.json``, ``.xlsx``, ``.parquet``: the table for programs.

It takes the parameters of the page's own link and OData's options. What is wrong comes as plain
text with a status that a script can act on: 400 a bad parameter, or more requests to the PBX than
one query may take, 404 no such group, 502 the PBX refuses or cannot be reached, 503 not now
(with Retry-After: the PBX is busy, its answer takes longer than clients wait, or too many exports
are under way), 504 it took too long. A client that says what it has (ETag, Last-Modified) is
answered 304 while the figures are the same.

A page may show the last known figures under a banner. A file has no banner, so it says its age
(``as_of``), and a Warning header says why it is not newer.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from server.base_path import site
from server.exports.conditional import entity_tag, http_date, unchanged
from server.exports.file_cache import MadeFiles
from server.exports.parameters import Asked, asked_of
from server.exports.slots import ExportSlot
from server.plain_responses import come_back, words
from telephony.answers.extensions import ExtensionsAnswer
from telephony.context import Context
from telephony.data_access.reports.extensions import PendingExtensions as Pending
from telephony.export.about import about_of, with_options
from telephony.export.contents import Export, changing_facts, identity
from telephony.export.fields import ALL_FIELDS, fields_of
from telephony.export.formats import Format
from telephony.export.provenance import Provenance, file_name
from telephony.export.source import Source, source_of
from telephony.formatting.name_order import name_key
from telephony.formatting.numbers import count_of
from telephony.metrics.frame_view import FrameView
from telephony.metrics.view_rows import view_rows
from telephony.odata.options import AppliedOptions, OptionTexts, apply_options
from telephony.odata.ordering import parse_select
from telephony.periods.range_progress import progress_words
from telephony.periods.ranges import PresetRange
from telephony.periods.wall_clock import start_of_day
from telephony.query.view import Query, View
from telephony.query.words import not_applied
from telephony.tables.extensions import order
from telephony.xapi.errors import Busy, NoSuchGroup, TimedOut, TooManyRequests, XapiError

# When a busy PBX names no time. Its own limit counts calls per minute.
BUSY_SECONDS = 60

_STATUSES: Mapping[type[XapiError], int] = {
    NoSuchGroup: 404,
    TooManyRequests: 400,
    Busy: 503,
    TimedOut: 504,
}
# What our words have and a header cannot carry.
_PLAIN = str.maketrans({"–": "-", "“": "'", "”": "'", "’": "'", "…": "..."})
_log = logging.getLogger("dashboard.export")
_files = MadeFiles()


async def extensions(context: Context, request: Request, suffix: str, slot: ExportSlot) -> Response:
    """Answer one export, without a thread while the PBX is asked."""
    try:
        asked, query, pending = await slot.begun(partial(_begun, context, request, suffix, slot))
    except ValueError as error:
        return words(400, str(error))
    if not await slot.landed(pending):
        done, total = pending.progress
        return come_back(
            f"Loaded so far: {done:,} of {count_of(total, 'group')}.",
            context.access.budget_wait_seconds,
        )
    await group_names(context, slot)
    return await slot.made(partial(_answered, context, request, asked, query, pending))


def _begun(
    context: Context, request: Request, suffix: str, slot: ExportSlot
) -> tuple[Asked, Query, Pending]:
    asked = asked_of(request, suffix)
    query = asked.view.query(context.now(), context.zone)
    return asked, query, slot.keep(context.access.request_extensions(query, background=True))


async def group_names(context: Context, slot: ExportSlot) -> None:
    """Have the list of groups asked where it is due; only the very first one is waited for."""
    access = context.access
    pending = access.request_groups()
    if access.known_groups is None:
        await slot.names(pending)


def _answered(
    context: Context, request: Request, asked: Asked, query: Query, pending: Pending
) -> Response:
    try:
        answer = pending.answer()
        for missing in answer.missing.values():
            raise missing
    except XapiError as error:
        _log.warning("export failed: %s (%s)", error.kind, error)
        return failure(error, context.now().timestamp())
    page = site(request)
    access = context.access
    source = source_of(query, access.known_groups, access.pbx_version, demo=context.demo, page=page)
    return _file(
        request,
        asked,
        _modified(context, asked.view, answer),
        answer,
        _export(asked, query, answer, source),
    )


def _export(asked: Asked, query: Query, answer: ExtensionsAnswer, source: Source) -> Export:
    view, options = asked.view, asked.options
    rows = view_rows(answer, query, view)
    found = _applied(asked, rows)
    provenance = Provenance(query, answer.as_of, answer.complete, view.direction)
    about = about_of(view, provenance, answer, rows, source, len(found.rows))
    return Export(
        found.rows, _fields(options), provenance, with_options(about, options, found.count)
    )


def _applied(asked: Asked, rows: FrameView) -> AppliedOptions:
    """What the options leave of the view's rows.

    Rows that ``orderby`` finds equal stay in the view's order.
    """
    # a file has columns that the report has not, so the selection is one of fields
    options = replace(asked.options, select="")
    return apply_options(rows.frame.iloc[order(rows, asked.view.sort)], options, name_key)


def _fields(options: OptionTexts) -> tuple[str, ...]:
    if not options.select.strip():
        return ALL_FIELDS
    return tuple(fields_of(field.column for field in parse_select(options.select)))


def _file(
    request: Request, asked: Asked, modified: datetime, answer: ExtensionsAnswer, export: Export
) -> Response:
    view, form = asked.view, asked.form
    headers = {"Last-Modified": http_date(modified)}
    if (count := export.about.facts.get("count")) is not None:
        headers["X-Total-Count"] = str(count)
    if answer.stale is not None:
        headers["Warning"] = f'110 - "{header_text(answer.stale.headline)}"'
    elif not answer.complete:
        headers["Warning"] = '199 - "Not all rows could be read."'
    elif said := " ".join(not_applied(view, export.provenance.query.period.zone.key, "this file")):
        headers["Warning"] = f'199 - "{header_text(said)}"'
    # of several groups the date is the oldest one's, which stays while another's figures change
    telling = modified if len(view.groups) == 1 else None
    return served(request, export, form, headers, telling)


def served(
    request: Request,
    export: Export,
    form: Format,
    told: Mapping[str, str],
    telling: datetime | None = None,
) -> Response:
    """The file, or 304 to a client that has it; ``told`` are headers of either.

    ``telling`` is the date that a client's may be compared with; None: only the tag can tell.
    """
    name = identity(export, form)
    tag = entity_tag(name)
    headers = {"ETag": tag, "Cache-Control": "no-store", **told}
    if said := " ".join(progress_words(export.provenance.query.period, export.provenance.as_of)):
        headers.setdefault("Warning", f'199 - "{header_text(said)}"')
    if unchanged(request.headers, tag, telling):
        return Response(status_code=304, headers=headers)
    saved_as = file_name(export.provenance, form.suffix, export.layout.name.lower())
    headers["Content-Disposition"] = f'attachment; filename="{saved_as}"'
    body = _files.made((name, *changing_facts(export)), partial(form.write, export))
    return Response(body, media_type=form.media_type, headers=headers)


def _modified(context: Context, view: View, answer: ExtensionsAnswer) -> datetime:
    """The moment of the figures; of a rolling range at least the midnight that moved it here.

    An answer can be older than that when somebody asked for these very days before.
    """
    if not isinstance(view.range, PresetRange):
        return answer.as_of
    today = context.now().astimezone(context.zone).date()
    return max(answer.as_of, start_of_day(today, context.zone))


def failure(error: XapiError, now: float) -> Response:
    """The answer that tells of an error: its status, its words, and when to come back."""
    status = next((code for kind, code in _STATUSES.items() if isinstance(error, kind)), 502)
    response = words(status, str(error))
    if isinstance(error, Busy):
        wait = math.ceil(error.retry_at.timestamp() - now) if error.retry_at else BUSY_SECONDS
        response.headers["Retry-After"] = str(max(1, wait))
    return response


def header_text(text: str) -> str:
    """As much of the words as a header can carry inside quotes."""
    plain = text.translate(_PLAIN).encode("ascii", "replace").decode()
    return plain.replace('"', "'").replace("\\", "/")
