"""``GET /export/groups.*?pbx=all``: the groups of every PBX side by side.

A file has the groups of the PBXs that respond; what is missing is in its notes, its column
``complete`` and the Warning header.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from starlette.responses import Response

from server.exports.parameters import ExportParameters, read_parameters_without_options
from server.exports.request import ExportRequest
from server.exports.responses import file_response
from telephony.answers.directory import Directory
from telephony.answers.extensions import ExtensionsAnswer
from telephony.context import Context
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.export.groups import GroupsContent, groups_export
from telephony.metrics.group_totals import GroupAnswers, GroupPlace
from telephony.periods.period import Period
from telephony.query.compared_range import compared_period
from telephony.query.systems import name_group, query_of
from telephony.query.view import Baseline, Query
from telephony.settings.systems import GROUP_SEPARATOR
from telephony.xapi.errors import NoSuchGroup, NotReady, XapiError

# For a PBX that hangs: the rest of an export's time is for the file.
_MOST_SECONDS: Final = 25.0


@dataclass(frozen=True)
class _Part:
    """What is asked of one PBX; ``listed``: its groups, or why they are not known."""

    context: Context
    listed: Directory | XapiError
    query: Query
    before: Period | None = None
    now: PendingExtensions | None = None
    earlier: PendingExtensions | None = None


@dataclass(frozen=True)
class _Asked:
    parameters: ExportParameters
    parts: tuple[_Part, ...]


async def export(request: ExportRequest) -> Response:
    """The file, without a thread while groups are loading. Errors: see ``respond``."""
    each = request.context.each_pbx
    lists = [request.slot.track(one.access.request_groups()) for one in each]
    await asyncio.gather(*map(request.slot.wait_briefly, lists))
    asked = await request.prepare(partial(_request_all, request))
    pending = [one for part in asked.parts for one in (part.now, part.earlier) if one is not None]
    await request.slot.wait_together(pending, _MOST_SECONDS)
    return await request.slot.write(partial(_write, request, asked))


def loaded(pending: PendingExtensions) -> ExtensionsAnswer | XapiError:
    """What is loaded by now, or why it is not."""
    try:
        return pending.answer(NotReady())
    except XapiError as error:
        return error


def _request_all(request: ExportRequest) -> _Asked:
    parameters = read_parameters_without_options(
        request.http, request.suffix, request.pbx, every_group=True
    )
    ids = [one.pbx.id for one in request.context.each_pbx]
    for name in parameters.view.groups:
        if name.partition(GROUP_SEPARATOR)[0] not in ids:
            example = f"{ids[0]}{GROUP_SEPARATOR}{name}"
            raise ValueError(f"group: “{name}” names no PBX. Write it as {example}.")
    parts = tuple(_request(request, one, parameters) for one in request.context.each_pbx)
    return _Asked(parameters, parts)


def _request(request: ExportRequest, context: Context, parameters: ExportParameters) -> _Part:
    view, access = parameters.view, context.access
    listed: Directory | XapiError
    try:
        listed = access.request_groups().answer(NotReady())
    except XapiError as error:
        listed = access.known_groups or error
    numbers = () if isinstance(listed, XapiError) else listed.by_name
    query = query_of(view, context.pbx, numbers, context.now())
    if not query.groups:
        return _Part(context, listed, query)
    now = request.slot.track(access.request_extensions(query, background=True))
    compare = view.compared_with(Baseline.PREVIOUS)
    before = compared_period(view.range, compare, now.as_of, context.zone)
    earlier = None
    if before is not None and before.seconds and query.period.has_begun(now.as_of):
        compared = replace(query, period=before)
        earlier = request.slot.track(access.request_extensions(compared, background=True))
    return _Part(context, listed, query, before, now, earlier)


def _write(request: ExportRequest, asked: _Asked) -> Response:
    view, parts = asked.parameters.view, asked.parts
    answers = tuple(group for part in parts for group in _answers(part))
    errors = [one.now for one in answers if isinstance(one.now, XapiError)]
    missing = {
        part.context.pbx.name: part.listed
        for part in parts
        if isinstance(part.listed, XapiError) and part.now is None
    }
    unknown = next((error for error in errors if isinstance(error, NoSuchGroup)), None)
    if unknown is not None or len(errors) == len(answers):
        return request.fail(unknown or next(iter((*errors, *missing.values()))))
    query = view.query(request.context.now(), request.context.zone)
    query = replace(query, groups=tuple(one.number for one in answers))
    before = next((part.before for part in parts if part.before is not None), None)
    content = GroupsContent(answers, query, view, before, missing)
    file = groups_export(content, request.source(query, "groups"))
    stale = next((one.stale for one in content.loaded.values() if one.stale), None)
    complete = all(one.complete for one in content.loaded.values())
    warnings = (
        f"Missing: {', '.join(missing)}." if missing else "",
        "Some groups have no data: see state." if errors else "",
        "" if complete else "Some groups are incomplete: see state.",
        " ".join(content.remarks),
    )
    return file_response(request.http, file, asked.parameters.form, stale=stale, warnings=warnings)


def _answers(part: _Part) -> list[GroupAnswers]:
    if part.now is None:
        return []
    system, listed = part.context.pbx, part.listed
    earlier = part.earlier.by_group() if part.earlier else {}
    answers = []
    for number, pending in part.now.by_group().items():
        name = number if isinstance(listed, XapiError) else listed.name(number)
        answers.append(
            GroupAnswers(
                name_group(system, number),
                f"{name} ({system.name})",
                loaded(pending),
                loaded(earlier[number]) if number in earlier else None,
                GroupPlace(system, number, name, part.query),
            )
        )
    return answers
