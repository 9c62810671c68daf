"""``GET /export/extensions.csv``, ``.json``, ``.xlsx``, ``.parquet``: the table of extensions.

The parameters are those of the page's link, and OData options.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from starlette.responses import Response

from server.exports.parameters import ExportParameters, read_parameters
from server.exports.report import LoadedReport, answer_of_all_groups, load_report, row_warnings
from server.exports.request import ExportRequest
from server.exports.responses import file_response
from telephony.answers.extensions import ExtensionsAnswer
from telephony.context import Context
from telephony.export.about import about_of, with_options
from telephony.export.contents import Export
from telephony.export.fields import ALL_FIELDS, fields_of
from telephony.export.provenance import Provenance
from telephony.export.source import Source
from telephony.formatting.http_dates import format_http_date
from telephony.formatting.name_order import name_key
from telephony.metrics.frame_view import FrameView
from telephony.metrics.view_rows import view_rows
from telephony.odata.option_texts import AppliedOptions, OptionTexts, apply_options
from telephony.odata.ordering import parse_select
from telephony.periods.ranges import PresetRange
from telephony.periods.wall_clock import start_of_day
from telephony.query.view import Query, View
from telephony.tables.extensions import order


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while groups are loading. Errors: see ``respond``."""
    report = await load_report(request, read_parameters)
    return await request.slot.write(partial(_write, request, report))


def _write(request: ExportRequest, report: LoadedReport) -> Response:
    parameters, query, pending = report
    answer, view = answer_of_all_groups(pending), parameters.view
    content = _content(parameters, query, answer, request.source(query))
    modified = _modified(request.context, view, answer)
    headers = {"Last-Modified": format_http_date(modified)}
    if (count := content.about.facts.get("count")) is not None:
        headers["X-Total-Count"] = str(count)
    warnings = row_warnings(view, query, complete=answer.complete)
    return file_response(
        request.http,
        content,
        parameters.form,
        stale=answer.stale,
        warnings=warnings,
        headers=headers,
        # of several groups it is the oldest one's, and stays while the values of others change
        modified=modified if len(view.groups) == 1 else None,
    )


def _content(
    parameters: ExportParameters, query: Query, answer: ExtensionsAnswer, source: Source
) -> Export:
    view, options = parameters.view, parameters.options
    rows = view_rows(answer, query, view)
    applied = _apply_options(parameters, rows)
    provenance = Provenance(query, answer.as_of, answer.complete, view.direction)
    about = about_of(view, provenance, answer, rows, source, len(applied.rows))
    about = with_options(about, options, applied.count)
    return Export(applied.rows, _fields(options), provenance, about)


def _apply_options(parameters: ExportParameters, rows: FrameView) -> AppliedOptions:
    """The rows that the options leave; those equal by ``orderby`` stay in the view's order."""
    # a file has columns that the report does not have, so the selection is one of fields
    options = replace(parameters.options, select="")
    return apply_options(rows.frame.iloc[order(rows, parameters.view.sort)], options, name_key)


def _fields(options: OptionTexts) -> tuple[str, ...]:
    if not options.select.strip():
        return ALL_FIELDS
    return tuple(fields_of(field.column for field in parse_select(options.select)))


def _modified(context: Context, view: View, answer: ExtensionsAnswer) -> datetime:
    """The time of the values; for a rolling range at least the midnight that moved it.

    The values may be older than that midnight, loaded for a query with the same days.
    """
    if not isinstance(view.range, PresetRange):
        return answer.as_of
    today = context.now().astimezone(context.zone).date()
    return max(answer.as_of, start_of_day(today, context.zone))
