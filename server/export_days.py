"""``GET /export/days.csv``, ``.json``, ``.xlsx``, ``.parquet``: a trend.

One row per day, week or month.

It takes the parameters of the page's own link and answers what is wrong as the export of the
extensions does. Days that are not stored yet are asked first: where that takes longer than a
client waits, the answer is 503 with Retry-After, and what has come in meanwhile is kept.
"""

from __future__ import annotations

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.base_path import site
from server.export import failure, header_text, served, words
from server.export_parameters import view_of
from telephony.data_access.history import History
from telephony.days_export import Days, days_export
from telephony.export import Format, source_of
from telephony.marked_days import marked_days
from telephony.metrics.recorded import cut_of, trend_of
from telephony.query import Query, View
from telephony.runtime import current
from telephony.xapi.errors import NoSuchGroup, XapiError

# Shorter than the two minutes after which clients and proxies tend to give up.
PATIENCE_SECONDS: Final = 100.0
COME_BACK_SECONDS: Final = 10
_log = logging.getLogger("dashboard.export")


def days(request: Request, suffix: str) -> Response:
    """Answer one export. Blocks until every day is there: for a thread, not for the loop."""
    runtime = current()
    try:
        view, form = view_of(request, suffix)
    except ValueError as error:
        return words(400, str(error))
    query = view.query(runtime.now(), view.trend.zone_or(runtime.zone))
    fetching = runtime.access.ask_history(query, cut_of(view))
    if not fetching.wait(PATIENCE_SECONDS):
        done, total, _ = fetching.progress
        return come_back(f"{done} of {total} days are in so far. Ask again.")
    history = fetching.result()
    if (trouble := fatal(history)) is not None:
        _log.warning("export failed: %s (%s)", trouble.kind, trouble)
        return failure(trouble, runtime.now().timestamp())
    return _file(request, form, view, query, history)


def come_back(sentence: str) -> Response:
    """Not all is there yet; what has come in is kept for the next time."""
    response = words(503, sentence)
    response.headers["Retry-After"] = str(COME_BACK_SECONDS)
    return response


def fatal(history: History) -> XapiError | None:
    """An unknown group, or the reason why there is nothing at all."""
    errors = [gap.error for gap in history.gaps if gap.error is not None]
    unknown = next((error for error in errors if isinstance(error, NoSuchGroup)), None)
    return unknown or (errors[0] if errors and not history.held else None)


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
        headers["Warning"] = '199 - "Not all rows could be read."'
    return served(request, export, form, headers)
