"""``GET /export/days.csv``, ``.json``, ``.xlsx``, ``.parquet``: one row per day, week or month.

The parameters are those of the page's link; without ``by`` each row is a day, however long the
range is, since programs count on it. Days without working hours are rows like any other. Days that
are not stored are loaded first; what has been loaded when a client's time is over stays loaded for
its next request.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from starlette.responses import Response

from server.exports.request import ExportRequest
from server.exports.responses import file_response, history_error
from server.exports.time_query import TimeQuery, read_time_query
from telephony.data_access.pending import PendingHistory
from telephony.export.trends import Days, days_export
from telephony.metrics.view_trend import cut_of, trend_of
from telephony.query.view import StepLength


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while days are loading. Errors: see ``respond``."""
    time_query = _with_step(await read_time_query(request))
    pending = await request.prepare(partial(_request_days, request, time_query))
    await request.load(pending, "day")
    await request.load_group_names()
    await request.slot.wait_briefly(time_query.office_hours)
    return await request.slot.write(partial(_write, request, time_query, pending))


def _with_step(time_query: TimeQuery) -> TimeQuery:
    trend = time_query.view.trend
    by_day = replace(trend, by=trend.by or StepLength.DAY)
    return replace(time_query, view=replace(time_query.view, trend=by_day))


def _request_days(request: ExportRequest, time_query: TimeQuery) -> PendingHistory:
    access = request.context.access
    return request.slot.track(
        access.request_history(time_query.query, cut_of(time_query.view), background=True)
    )


def _write(request: ExportRequest, time_query: TimeQuery, pending: PendingHistory) -> Response:
    history = pending.result()
    if (error := history_error(history)) is not None:
        return request.fail(error)
    trend = trend_of(history, time_query.view, time_query.query.period.zone)
    events = time_query.marked_days(request).events
    marks = [events.words(step.first, step.last) for step in trend.steps]
    days = Days(
        trend, marks, history, time_query.query, time_query.view, time_query.holidays_still_included
    )
    content = days_export(days, request.source(time_query.query, "trends"))
    warnings = (
        "Some days have no data: see state." if history.gaps else "",
        "" if content.provenance.complete else "Some days are incomplete: see state.",
        " ".join(days.remarks),
    )
    return file_response(
        request.http, content, time_query.form, stale=history.stale, warnings=warnings
    )
