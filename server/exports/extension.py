"""``GET /export/extension.csv``, ``.json``, ``.xlsx``, ``.parquet``: one extension, day by day.

The parameters are those of the page's link, ``extension`` among them. Days that are not stored are
loaded first, those before the range that it is compared with as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from starlette.responses import Response

from server.exports.parameters import ExportParameters, read_parameters_without_options
from server.exports.request import ExportRequest
from server.exports.responses import file_response, history_error
from telephony.data_access.pending import PendingHistory, PendingResult
from telephony.export.extension import ExtensionDays, extension_export
from telephony.metrics.normal_load import load_of, reference_period
from telephony.periods.buckets import Grain
from telephony.query.view import Query
from telephony.xapi.records import GroupHours


@dataclass(frozen=True)
class _Asked:
    parameters: ExportParameters
    query: Query
    shown: PendingHistory
    reference: PendingHistory
    office_hours: PendingResult[Mapping[str, GroupHours]]


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while days are loading. Errors: see ``respond``."""
    asked = await request.prepare(partial(_request_days, request))
    await request.load(asked.shown, "day")
    await request.load(asked.reference, "day", " to compare with")
    await request.load_group_names()
    await request.slot.wait_briefly(asked.office_hours)
    return await request.slot.write(partial(_write, request, asked))


def _request_days(request: ExportRequest) -> _Asked:
    context, access = request.context, request.context.access
    parameters = read_parameters_without_options(request.http, request.suffix, request.pbx)
    if not parameters.view.trend.extension:
        raise ValueError("extension: is missing. Add the number of one extension, extension=….")
    now = context.now()
    query = parameters.view.query(now, context.zone)
    before = replace(query, period=reference_period(query.period, now))
    shown, reference = (
        request.slot.track(access.request_history(each, Grain.DAY, background=True))
        for each in (query, before)
    )
    office_hours = request.slot.track(access.request_office_hours())
    return _Asked(parameters, query, shown, reference, office_hours)


def _write(request: ExportRequest, asked: _Asked) -> Response:
    history, reference = asked.shown.result(), asked.reference.result()
    if (error := history_error(history)) is not None:
        return request.fail(error)
    view, period = asked.parameters.view, asked.query.period
    loaded = load_of(history, reference, period, view.trend.extension, view.direction)
    events = request.context.marked_days(view, [period], asked.office_hours).events
    marks = tuple(events.words(step.first, step.last) for step in loaded.trend.steps)
    days = ExtensionDays(loaded, marks, history, reference, asked.query, view)
    content = extension_export(days, request.source(asked.query, "extension"))
    warnings = (
        "Some days have no data: see state." if history.gaps else "",
        "" if history.complete else "Some days are incomplete: see state.",
        "" if reference.complete else "Some days to compare with lack values.",
        " ".join(days.remarks),
    )
    return file_response(
        request.http, content, asked.parameters.form, stale=history.stale, warnings=warnings
    )
