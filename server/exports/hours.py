"""``GET /export/hours.csv``, ``.json``, ``.xlsx``, ``.parquet``: one row per hour that has begun.

The parameters are those of the page's link. Where the PBX has no hourly report, each hour is loaded
by itself, unless that takes more requests than one query may.
"""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from server.exports.request import ExportRequest
from server.exports.responses import file_response, history_error
from server.exports.time_query import TimeQuery, read_time_query
from telephony.answers.hours import HoursAnswer
from telephony.data_access.pending import PendingHistory
from telephony.data_access.reports.counted_hours import hours_from_history
from telephony.data_access.reports.hours import PendingHours
from telephony.export.hours import hours_export, view_remarks
from telephony.periods.buckets import Grain
from telephony.xapi.report_errors import NoHourlyReport


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while hours are loading. Errors: see ``respond``."""
    time_query = await read_time_query(request)
    pending = await request.prepare(partial(_request_report, request, time_query))
    await request.load(pending, "group")
    await request.load_group_names()
    try:
        return await request.slot.write(partial(_write_report, request, time_query, pending))
    except NoHourlyReport:
        history = await request.prepare(partial(_request_single_hours, request, time_query))
    await request.load(history, "hour")
    return await request.slot.write(partial(_write_single_hours, request, time_query, history))


def _request_report(request: ExportRequest, time_query: TimeQuery) -> PendingHours:
    access = request.context.access
    return request.slot.track(access.request_hours(time_query.query, background=True))


def _request_single_hours(request: ExportRequest, time_query: TimeQuery) -> PendingHistory:
    access = request.context.access
    return request.slot.track(access.request_history(time_query.query, Grain.HOUR, background=True))


def _write_report(request: ExportRequest, time_query: TimeQuery, pending: PendingHours) -> Response:
    return _write(request, time_query, pending.answer())


def _write_single_hours(
    request: ExportRequest, time_query: TimeQuery, pending: PendingHistory
) -> Response:
    history = pending.result()
    if (error := history_error(history)) is not None:
        return request.fail(error)
    return _write(request, time_query, hours_from_history(history))


def _write(request: ExportRequest, time_query: TimeQuery, answer: HoursAnswer) -> Response:
    query, view, holidays = time_query.query, time_query.view, time_query.holidays_still_included
    content = hours_export(answer, query, view, request.source(query, "hours"), holidays)
    incomplete = "Some hours have no data or are incomplete: see state."
    warnings = (
        "" if content.provenance.complete else incomplete,
        " ".join((*holidays, *view_remarks(answer, query, view))),
    )
    return file_response(
        request.http, content, time_query.form, stale=answer.stale, warnings=warnings
    )
