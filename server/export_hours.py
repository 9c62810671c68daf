"""``GET /export/hours.csv``, ``.json``, ``.xlsx``, ``.parquet``: one row per hour that has begun.

It takes the parameters of the page's own link, ``hours`` among them, and answers what is wrong as
the export of the extensions does. Where the PBX has no hourly report the hours are counted one by
one, as far as that costs no more calls than a script may cause.
"""

from __future__ import annotations

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.base_path import site
from server.export import failure, header_text, served, words
from server.export_days import PATIENCE_SECONDS, come_back, fatal
from server.export_parameters import view_of
from telephony.data_access.buckets import Grain
from telephony.data_access.hours import (
    HoursAnswer,
    NoHourlyReport,
    answer_of_history,
    calls_by_bucket,
)
from telephony.export import Format, source_of
from telephony.hours_export import hours_export, not_applied
from telephony.query import Query, View
from telephony.runtime import current
from telephony.xapi.errors import XapiError

# A month of one group by the hour: about a minute at a PBX of ordinary speed.
MOST_CALLS: Final = 31 * 24
_log = logging.getLogger("dashboard.export")


def hours(request: Request, suffix: str) -> Response:
    """Answer one export. Blocks until the hours are there: for a thread, not for the loop."""
    runtime = current()
    try:
        view, form = view_of(request, suffix)
    except ValueError as error:
        return words(400, str(error))
    now = runtime.now()
    query = view.query(now, view.trend.zone_or(runtime.zone))
    try:
        answer = runtime.access.ask_hours(query).answer()
    except NoHourlyReport as error:
        if (price := calls_by_bucket(query, now)) > MOST_CALLS:
            _log.warning("export failed: %s (%s)", error.kind, error)
            many = f"Counting hour by hour would take {price:,} calls; ask for fewer days."
            return words(502, f"{error} {many}")
        return _counted(request, form, view, query)
    except XapiError as error:
        _log.warning("export failed: %s (%s)", error.kind, error)
        return failure(error, now.timestamp())
    return _file(request, form, view, query, answer)


def _counted(request: Request, form: Format, view: View, query: Query) -> Response:
    """The hours counted one by one, as far as they are in before a client gives up."""
    fetching = current().access.ask_history(query, Grain.HOUR)
    if not fetching.wait(PATIENCE_SECONDS):
        done, total, _ = fetching.progress
        return come_back(f"{done} of {total} hours are in so far. Ask again.")
    history = fetching.result()
    if (trouble := fatal(history)) is not None:
        _log.warning("export failed: %s (%s)", trouble.kind, trouble)
        return failure(trouble, current().now().timestamp())
    return _file(request, form, view, query, answer_of_history(history))


def _file(
    request: Request, form: Format, view: View, query: Query, answer: HoursAnswer
) -> Response:
    runtime = current()
    page = f"{site(request)}hours"
    source = source_of(runtime.access, query, demo=runtime.demo, page=page)
    export = hours_export(answer, query, view, source)
    headers: dict[str, str] = {}
    if answer.stale is not None:
        headers["Warning"] = f'110 - "{header_text(answer.stale.headline)}"'
    elif not answer.complete:
        headers["Warning"] = '199 - "Some hours have no figures: see state."'
    elif not answer.exact:
        headers["Warning"] = '199 - "An extension in several of the groups counts in each."'
    elif said := not_applied(view):
        headers["Warning"] = f'199 - "{said}"'
    return served(request, export, form, headers)
