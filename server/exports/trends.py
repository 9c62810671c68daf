"""``GET /export/days.csv``, ``.json``, ``.xlsx``, ``.parquet``: a trend.

One row per day, week or month.

It takes the parameters of the page's own link and answers what is wrong as the export of the
extensions does. Days that are not stored yet are asked first: where that takes longer than a
client waits, the answer is 503 with Retry-After, and what has come in meanwhile is kept.
"""

from __future__ import annotations

import logging
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from server.base_path import site
from server.exports.extensions import failure, group_names, header_text, served
from server.exports.holidays import Office, counted, holidays_in, marked
from server.exports.parameters import view_of
from server.exports.slots import ExportSlot
from server.plain_responses import come_back, words
from telephony.answers.history import History
from telephony.context import Context
from telephony.data_access.pending import PendingHistory
from telephony.export.formats import Format
from telephony.export.source import source_of
from telephony.export.trends import Days, days_export
from telephony.formatting.numbers import count_of
from telephony.metrics.view_trend import cut_of, trend_of
from telephony.query.view import Query, View
from telephony.xapi.errors import InvalidQuery, XapiError

_log = logging.getLogger("dashboard.export")


async def days(context: Context, request: Request, suffix: str, slot: ExportSlot) -> Response:
    """Answer one export, without a thread while days are asked."""
    try:
        view, form, query = await slot.begun(partial(read_view, context, request, suffix))
        office = await holidays_in(context, view, slot)
        view, unheeded, fetching = await slot.begun(
            partial(_begun, context, view, query, office, slot)
        )
    except ValueError as error:
        return words(400, str(error))
    except XapiError as error:
        return refused(context, error)
    if not await slot.landed(fetching):
        done, total, _ = fetching.progress
        return come_back(
            f"Loaded so far: {done:,} of {count_of(total, 'day')}.",
            context.access.budget_wait_seconds,
        )
    await group_names(context, slot)
    await slot.names(office)
    made = partial(_answered, context, request, form, view, query)
    return await slot.made(partial(made, fetching, office, unheeded))


def refused(context: Context, error: XapiError) -> Response:
    """The answer where the PBX says nothing that could be exported."""
    _log.warning("export failed: %s (%s)", error.kind, error)
    return failure(error, context.now().timestamp())


def read_view(context: Context, request: Request, suffix: str) -> tuple[View, Format, Query]:
    """The view, format and question of the parameters. Raises ValueError in words."""
    view, form = view_of(request, suffix)
    return view, form, view.query(context.now(), view.trend.zone_or(context.zone))


def _begun(
    context: Context, view: View, query: Query, office: Office, slot: ExportSlot
) -> tuple[View, tuple[str, ...], PendingHistory]:
    view, unheeded = counted(context, view, query, office)
    fetching = context.access.request_history(query, cut_of(view), background=True)
    return view, unheeded, slot.keep(fetching)


def _answered(  # noqa: PLR0913, PLR0917  # all that a file is made of
    context: Context,
    request: Request,
    form: Format,
    view: View,
    query: Query,
    fetching: PendingHistory,
    office: Office,
    unheeded: tuple[str, ...],
) -> Response:
    history = fetching.result()
    if (trouble := fatal(history)) is not None:
        return refused(context, trouble)
    found = trend_of(history, view, query.period.zone)
    events = marked(context, view, query, office).events
    marks = [events.words(step.first, step.last) for step in found.steps]
    return _file(context, request, form, Days(found, marks, history, query, view, unheeded))


def fatal(history: History) -> XapiError | None:
    """An unknown group, more than may be asked, or the reason why there is nothing at all."""
    errors = [gap.error for gap in history.gaps if gap.error is not None]
    found = next((error for error in errors if isinstance(error, InvalidQuery)), None)
    return found or (errors[0] if errors and not history.held else None)


def _file(context: Context, request: Request, form: Format, days: Days) -> Response:
    history = days.history
    page = f"{site(request)}trends"
    access = context.access
    source = source_of(
        days.query, access.known_groups, access.pbx_version, demo=context.demo, page=page
    )
    export = days_export(days, source)
    headers: dict[str, str] = {}
    if history.stale is not None:
        headers["Warning"] = f'110 - "{header_text(history.stale.headline)}"'
    elif history.gaps:
        headers["Warning"] = '199 - "Some days have no figures: see state."'
    elif not export.provenance.complete:
        headers["Warning"] = '199 - "Some days are incomplete: see state."'
    elif said := " ".join(days.remarks):
        headers["Warning"] = f'199 - "{header_text(said)}"'
    return served(request, export, form, headers)
