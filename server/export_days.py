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
from server.export import failure, group_names, header_text, served
from server.export_parameters import view_of
from server.export_slots import ExportSlot
from server.plain_answers import come_back, words
from telephony.data_access.history import Fetching, History
from telephony.days_export import Days, days_export
from telephony.export import Format, source_of
from telephony.marked_days import marked_days
from telephony.metrics.recorded import cut_of, trend_of
from telephony.query import Query, View
from telephony.runtime import current
from telephony.xapi.errors import NoSuchGroup, TooManyRequests, XapiError

_log = logging.getLogger("dashboard.export")


async def days(request: Request, suffix: str, slot: ExportSlot) -> Response:
    """Answer one export, without a thread while days are asked."""
    try:
        view, form, query, fetching = await slot.begun(partial(_begun, request, suffix, slot))
    except ValueError as error:
        return words(400, str(error))
    if not await slot.landed(fetching):
        done, total, _ = fetching.progress
        return come_back(
            f"{done} of {total} days are in so far.", current().access.budget_wait_seconds
        )
    await group_names(slot)
    return await slot.made(partial(_answered, request, form, view, query, fetching))


def _begun(request: Request, suffix: str, slot: ExportSlot) -> tuple[View, Format, Query, Fetching]:
    runtime = current()
    view, form = view_of(request, suffix)
    query = view.query(runtime.now(), view.trend.zone_or(runtime.zone))
    fetching = runtime.access.ask_history(query, cut_of(view), background=True)
    return view, form, query, slot.keep(fetching)


def _answered(
    request: Request, form: Format, view: View, query: Query, fetching: Fetching
) -> Response:
    history = fetching.result()
    if (trouble := fatal(history)) is not None:
        _log.warning("export failed: %s (%s)", trouble.kind, trouble)
        return failure(trouble, current().now().timestamp())
    return _file(request, form, view, query, history)


def fatal(history: History) -> XapiError | None:
    """An unknown group, more than may be asked, or the reason why there is nothing at all."""
    errors = [gap.error for gap in history.gaps if gap.error is not None]
    always = (NoSuchGroup, TooManyRequests)
    found = next((error for error in errors if isinstance(error, always)), None)
    return found or (errors[0] if errors and not history.held else None)


def _file(request: Request, form: Format, view: View, query: Query, history: History) -> Response:
    runtime = current()
    found = trend_of(history, view, query.period.zone)
    events = marked_days(runtime).events
    marks = [events.words(step.first, step.last) for step in found.steps]
    page = f"{site(request)}trends"
    source = source_of(runtime.access, query, demo=runtime.demo, page=page)
    export = days_export(Days(found, marks, history, query, view), source)
    headers: dict[str, str] = {}
    if history.stale is not None:
        headers["Warning"] = f'110 - "{header_text(history.stale.headline)}"'
    elif history.gaps:
        headers["Warning"] = '199 - "Some days have no figures: see state."'
    elif not export.provenance.complete:
        headers["Warning"] = '199 - "Some days are incomplete: see state."'
    return served(request, export, form, headers)
