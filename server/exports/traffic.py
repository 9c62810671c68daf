"""``GET /export/traffic.csv``, ``.json``, ``.xlsx``, ``.parquet``: people on the phone at once.

The parameters are those of the page's link; each hour of the range is loaded by itself, unless that
takes more requests than one query may.
"""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from server.exports.parameters import ExportParameters
from server.exports.report import view_query
from server.exports.request import ExportRequest
from server.exports.responses import file_response, history_error
from telephony.data_access.pending import PendingHistory
from telephony.data_access.reports.counted_hours import hours_from_history
from telephony.export.traffic import traffic_export, view_remarks
from telephony.periods.buckets import Grain
from telephony.query.view import Query


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while hours are loading. Errors: see ``respond``."""
    parameters, query, pending = await request.prepare(partial(_request_hours, request))
    await request.load(pending, "hour")
    await request.load_group_names()
    return await request.slot.write(partial(_write, request, parameters, query, pending))


def _request_hours(request: ExportRequest) -> tuple[ExportParameters, Query, PendingHistory]:
    parameters, query = view_query(request)
    pending = request.context.access.request_history(query, Grain.HOUR, background=True)
    return parameters, query, request.slot.track(pending)


def _write(
    request: ExportRequest, parameters: ExportParameters, query: Query, pending: PendingHistory
) -> Response:
    history = pending.result()
    if (error := history_error(history)) is not None:
        return request.fail(error)
    answer, view = hours_from_history(history), parameters.view
    content = traffic_export(answer, query, view, request.source(query, "workload"))
    warnings = (
        "" if answer.complete else "Some hours have no data or are incomplete.",
        " ".join(view_remarks(view, query)),
    )
    return file_response(
        request.http, content, parameters.form, stale=answer.stale, warnings=warnings
    )
