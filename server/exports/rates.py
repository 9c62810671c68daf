"""``GET /export/rates.csv``, ``.json``, ``.xlsx``, ``.parquet``: whether rates differ by chance.

The parameters are those of the page's link: with ``direction=outbound`` it is the connect rate,
else the pick-up rate.
"""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from server.exports.report import LoadedReport, answer_of_all_groups, load_report, row_warnings
from server.exports.request import ExportRequest
from server.exports.responses import file_response
from telephony.export.rates import rates_export


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while groups are loading. Errors: see ``respond``."""
    report = await load_report(request)
    return await request.slot.write(partial(_write, request, report))


def _write(request: ExportRequest, report: LoadedReport) -> Response:
    answer, query = answer_of_all_groups(report.pending), report.query
    view = report.parameters.view
    content = rates_export(answer, query, view, request.source(query, "rates"))
    warnings = row_warnings(view, query, complete=answer.complete)
    return file_response(
        request.http, content, report.parameters.form, stale=answer.stale, warnings=warnings
    )
