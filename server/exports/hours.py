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
from telephony.export.hours import hours_export, unheeded
from telephony.periods.buckets import Grain
from telephony.xapi.report_errors import NoHourlyReport


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while hours are loading. Errors: see ``respond``."""
    asked = await read_time_query(request)
    pending = await request.prepare(partial(_request_report, request, asked))
    await request.load(pending, "group")
    await request.load_group_names()
    try:
        return await request.slot.write(partial(_write_report, request, asked, pending))
    except NoHourlyReport:
        history = await request.prepare(partial(_request_single_hours, request, asked))
    await request.load(history, "hour")
    return await request.slot.write(partial(_write_single_hours, request, asked, history))


def _request_report(request: ExportRequest, asked: TimeQuery) -> PendingHours:
    access = request.context.access
    return request.slot.track(access.request_hours(asked.query, background=True))


def _request_single_hours(request: ExportRequest, asked: TimeQuery) -> PendingHistory:
    access = request.context.access
    return request.slot.track(access.request_history(asked.query, Grain.HOUR, background=True))


def _write_report(request: ExportRequest, asked: TimeQuery, pending: PendingHours) -> Response:
    return _write(request, asked, pending.answer())


def _write_single_hours(
    request: ExportRequest, asked: TimeQuery, pending: PendingHistory
) -> Response:
    history = pending.result()
    if (error := history_error(history)) is not None:
        return request.fail(error)
    return _write(request, asked, hours_from_history(history))


def _write(request: ExportRequest, asked: TimeQuery, answer: HoursAnswer) -> Response:
    query, view, holidays = asked.query, asked.view, asked.not_left_out
    content = hours_export(answer, query, view, request.source(query, "hours"), holidays)
    warnings = (
        ""
        if content.provenance.complete
        else "Some hours have no data or are incomplete: see state.",
        " ".join((*holidays, *unheeded(answer, query, view))),
    )
    return file_response(request.http, content, asked.form, stale=answer.stale, warnings=warnings)
