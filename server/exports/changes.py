"""``GET /export/changes.csv`` and the other formats: what changed, one row per extension.

The parameters are those of the page's link.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from starlette.responses import Response

from server.exports.parameters import ExportParameters
from server.exports.report import answer_of_all_groups, view_query
from server.exports.request import ExportRequest
from server.exports.responses import file_response
from telephony.answers.marked_days import update6
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.export.changes import ChangesFile, changes_export
from telephony.metrics.view_changes import ComparedAnswers, changes_of_view, comparison_of
from telephony.query.compared_range import compared_query
from telephony.query.view import Query


class _Asked(NamedTuple):
    """The request's parameters, and both queries with what is loaded for them."""

    parameters: ExportParameters
    query: Query
    pending: PendingExtensions
    other_query: Query
    other: PendingExtensions


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while groups are loading. Errors: see ``respond``."""
    asked = await request.prepare(partial(_request_both, request))
    await request.load(asked.pending, "group")
    await request.load(asked.other, "group")
    await request.load_group_names()
    return await request.slot.write(partial(_write, request, asked))


def _request_both(request: ExportRequest) -> _Asked:
    parameters, query = view_query(request)
    access = request.context.access
    pending = request.slot.track(access.request_extensions(query, background=True))
    view = parameters.view
    other_query = compared_query(view, query, pending.as_of, view.against)
    if other_query is None:
        raise ValueError("compare: there is nothing to compare with. Choose what, or leave it out.")
    # before the range begins nothing is compared: an answer without calls, which takes no request
    empty = not query.period.may_have_calls(pending.as_of)
    sent = replace(other_query, period=query.period) if empty else other_query
    other = request.slot.track(access.request_extensions(sent, background=True))
    return _Asked(parameters, query, pending, other_query, other)


def _write(request: ExportRequest, asked: _Asked) -> Response:
    view = asked.parameters.view
    answers = ComparedAnswers(
        asked.query,
        answer_of_all_groups(asked.pending),
        asked.other_query,
        answer_of_all_groups(asked.other),
    )
    context = request.context
    directory = context.access.known_groups
    newer_from = update6(context.settings, context.access.pbx_version)
    comparison = comparison_of(answers, view, directory.name if directory else str, newer_from)
    file = ChangesFile(answers, changes_of_view(answers, view), comparison, view, newer_from)
    content = changes_export(file, request.source(asked.query, "changes"))
    warnings = (
        "" if answers.complete else "Not all rows or values could be read.",
        " ".join(file.remarks),
    )
    return file_response(
        request.http,
        content,
        asked.parameters.form,
        stale=answers.answer.stale or answers.other.stale,
        warnings=warnings,
    )
