"""``GET /export/days.csv``, ``.json``, ``.xlsx``, ``.parquet``: one row per day, week or month.

The parameters are those of the page's link. Days that are not stored are loaded first; what has
been loaded when a client's time is over stays loaded for its next request.
"""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from server.exports.request import ExportRequest
from server.exports.responses import file_response, history_error
from server.exports.time_query import TimeQuery, read_time_query
from telephony.data_access.pending import PendingHistory
from telephony.export.trends import Days, days_export
from telephony.metrics.view_trend import cut_of, trend_of


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while days are loading. Errors: see ``respond``."""
    asked = await read_time_query(request)
    pending = await request.prepare(partial(_request_days, request, asked))
    await request.load(pending, "day")
    await request.load_group_names()
    await request.slot.wait_briefly(asked.office_hours)
    return await request.slot.write(partial(_write, request, asked, pending))


def _request_days(request: ExportRequest, asked: TimeQuery) -> PendingHistory:
    access = request.context.access
    return request.slot.track(
        access.request_history(asked.query, cut_of(asked.view), background=True)
    )


def _write(request: ExportRequest, asked: TimeQuery, pending: PendingHistory) -> Response:
    history = pending.result()
    if (error := history_error(history)) is not None:
        return request.fail(error)
    trend = trend_of(history, asked.view, asked.query.period.zone)
    events = asked.marked_days(request).events
    marks = [events.words(step.first, step.last) for step in trend.steps]
    days = Days(trend, marks, history, asked.query, asked.view, asked.not_left_out)
    content = days_export(days, request.source(asked.query, "trends"))
    warnings = (
        "Some days have no data: see state." if history.gaps else "",
        "" if content.provenance.complete else "Some days are incomplete: see state.",
        " ".join(days.remarks),
    )
    return file_response(request.http, content, asked.form, stale=history.stale, warnings=warnings)
