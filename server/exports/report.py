"""What exports of the extensions' report have in common: how it is requested, and read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from starlette.requests import Request

from server.exports.parameters import ExportParameters, read_parameters_without_options
from server.exports.request import ExportRequest
from telephony.answers.extensions import ExtensionsAnswer
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.query.view import Query, View
from telephony.query.words import not_applied


class LoadedReport(NamedTuple):
    """A request's parameters, the query of its view, and what is loaded for it."""

    parameters: ExportParameters
    query: Query
    pending: PendingExtensions


ReadParameters = Callable[[Request, str, str], ExportParameters]


async def load_report(
    request: ExportRequest, read: ReadParameters = read_parameters_without_options
) -> LoadedReport:
    """The report of the request's view, without a thread while its groups are loading."""
    report = await request.prepare(partial(_request_groups, request, read))
    await request.load(report.pending, "group")
    await request.load_group_names()
    return report


def _request_groups(request: ExportRequest, read: ReadParameters) -> LoadedReport:
    parameters, query = view_query(request, read)
    pending = request.context.access.request_extensions(query, background=True)
    return LoadedReport(parameters, query, request.slot.track(pending))


def view_query(
    request: ExportRequest, read: ReadParameters = read_parameters_without_options
) -> tuple[ExportParameters, Query]:
    """The request's parameters, and the query of its view. Raises ValueError for invalid ones."""
    parameters = read(request.http, request.suffix, request.pbx)
    context = request.context
    return parameters, parameters.view.query(context.now(), context.zone)


def answer_of_all_groups(pending: PendingExtensions) -> ExtensionsAnswer:
    """The answer. Raises the error of the first group that has none: a file has all or none."""
    answer = pending.answer()
    if answer.missing:
        raise next(iter(answer.missing.values()))
    return answer


def row_warnings(view: View, query: Query, *, complete: bool) -> tuple[str, str]:
    """The warnings on a file of one row per extension."""
    return (
        "" if complete else "Not all rows could be read.",
        " ".join(not_applied(view, query.period.zone.key, "this file")),
    )
