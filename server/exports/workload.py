"""``GET /export/workload.csv``, ``.json``, ``.xlsx``, ``.parquet``: who carries the talk time.

The parameters are those of the page's link; ``selected`` extensions are absent. It takes three
reports for each group: of the calls of the view, and of the internal and the external ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from server.exports.parameters import ExportParameters
from server.exports.report import answer_of_all_groups, row_warnings, view_query
from server.exports.request import ExportRequest
from server.exports.responses import file_response
from telephony.answers.extensions import ExtensionsAnswer
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.export.workload import AreaAnswers, area_queries, workload_export
from telephony.query.view import Query
from telephony.xapi.errors import XapiError


@dataclass(frozen=True)
class _Wanted:
    """What the file is of, and its reports: all calls of the view, internal, external."""

    parameters: ExportParameters
    query: Query
    reports: tuple[PendingExtensions, ...]


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while groups are loading. Errors: see ``respond``."""
    wanted = await request.prepare(partial(_request_groups, request))
    for pending in wanted.reports:
        await request.load(pending, "group")
    await request.load_group_names()
    return await request.slot.write(partial(_write, request, wanted))


def _request_groups(request: ExportRequest) -> _Wanted:
    parameters, query = view_query(request)
    access = request.context.access
    reports = tuple(
        request.slot.track(access.request_extensions(each, background=True))
        for each in (query, *area_queries(query))
    )
    return _Wanted(parameters, query, reports)


def _write(request: ExportRequest, wanted: _Wanted) -> Response:
    answer, *of_areas = answers = [answer_of_all_groups(pending) for pending in wanted.reports]
    view, query = wanted.parameters.view, wanted.query
    source = request.source(query, "workload")
    content = workload_export(answer, query, view, AreaAnswers(*of_areas), source)
    warnings = row_warnings(view, query, complete=content.provenance.complete)
    return file_response(
        request.http, content, wanted.parameters.form, stale=_stale(answers), warnings=warnings
    )


def _stale(answers: list[ExtensionsAnswer]) -> XapiError | None:
    return next((answer.stale for answer in answers if answer.stale is not None), None)
