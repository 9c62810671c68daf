"""``GET /export/groups.csv``, ``.json``, ``.xlsx``, ``.parquet``: groups side by side.

The parameters are those of the page's link; without ``group`` it has all groups of the PBX, and
with ``pbx=all`` those of every PBX.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from starlette.responses import Response

from server.exports import groups_across
from server.exports.compared import Compared, request_compared
from server.exports.parameters import ExportParameters, read_parameters_without_options
from server.exports.request import ExportRequest
from server.exports.responses import file_response
from telephony.export.groups import GroupsContent, groups_export
from telephony.metrics.group_totals import group_answers, totals_of
from telephony.query.view import Query
from telephony.xapi.errors import NoSuchGroup, NotReady
from telephony.xapi.refusals import NoGroupForThem


@dataclass(frozen=True)
class _Asked:
    parameters: ExportParameters
    query: Query
    compared: Compared
    unlisted: str = ""


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while groups are loading. Errors: see ``respond``."""
    if request.all_systems:
        return await groups_across.export(request)
    await request.load_group_names()
    asked = await request.prepare(partial(_request_groups, request))
    now, _, earlier = asked.compared
    await request.load(now, "group")
    if earlier is not None:
        await request.load(earlier, "group", " to compare with")
    return await request.slot.write(partial(_write, request, asked))


def _request_groups(request: ExportRequest) -> _Asked:
    context, access = request.context, request.context.access
    parameters = read_parameters_without_options(
        request.http, request.suffix, request.pbx, every_group=True
    )
    view, unlisted = parameters.view, ""
    if not view.groups:
        directory = access.request_groups().answer(NotReady())
        if directory.none_permitted:
            raise NoGroupForThem
        if directory.refused is not None or not directory.groups:
            raise ValueError("group: is missing, and the PBX lists no groups to this API client.")
        view, unlisted = replace(view, groups=directory.by_name), directory.incomplete
    query = view.query(context.now(), context.zone)
    compared = request_compared(request, context, view, query)
    return _Asked(replace(parameters, view=view), query, compared, unlisted)


def _write(request: ExportRequest, asked: _Asked) -> Response:
    compared = asked.compared
    answer = compared.now.answer()  # raises where no group could be loaded
    for error in answer.missing.values():
        if isinstance(error, NoSuchGroup):
            return request.fail(error)
    known = request.context.access.known_groups
    view = asked.parameters.view
    answers = group_answers(
        compared.now.loaded_by_group(), compared.loaded_before, known.name if known else str
    )
    content = GroupsContent(
        tuple(answers),
        totals_of(answers, asked.query, view),
        asked.query,
        view,
        compared.before,
        unlisted=asked.unlisted,
    )
    file = groups_export(content, request.source(asked.query, "groups"))
    warnings = (
        asked.unlisted,
        "Some groups have no data: see state." if answer.missing else "",
        "" if answer.complete else "Some groups are incomplete: see state.",
        content.lacks_before,
        " ".join(content.remarks),
    )
    return file_response(
        request.http, file, asked.parameters.form, stale=content.stale, warnings=warnings
    )
