"""``GET /export/rates.csv``, ``.json``, ``.xlsx``, ``.parquet``: whether rates differ by chance.

The parameters are those of the page's link: with ``direction=outbound`` it is the connect rate,
else the pick-up rate.
"""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from server.exports.parameters import ExportParameters, read_parameters_without_options
from server.exports.request import ExportRequest
from server.exports.responses import file_response
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.export.rates import rates_export
from telephony.query.view import Query
from telephony.query.words import not_applied


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while groups are loading. Errors: see ``respond``."""
    parameters, query, pending = await request.prepare(partial(_request_groups, request))
    await request.load(pending, "group")
    await request.load_group_names()
    return await request.slot.write(partial(_write, request, parameters, query, pending))


def _request_groups(request: ExportRequest) -> tuple[ExportParameters, Query, PendingExtensions]:
    context = request.context
    parameters = read_parameters_without_options(request.http, request.suffix)
    query = parameters.view.query(context.now(), context.zone)
    pending = context.access.request_extensions(query, background=True)
    return parameters, query, request.slot.track(pending)


def _write(
    request: ExportRequest, parameters: ExportParameters, query: Query, pending: PendingExtensions
) -> Response:
    answer, view = pending.answer(), parameters.view
    for error in answer.missing.values():
        return request.fail(error)
    content = rates_export(answer, query, view, request.source(query, "rates"))
    warnings = (
        "" if answer.complete else "Not all rows could be read.",
        " ".join(not_applied(view, query.period.zone.key, "this file")),
    )
    return file_response(
        request.http, content, parameters.form, stale=answer.stale, warnings=warnings
    )
