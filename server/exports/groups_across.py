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

from server.exports.compared import Compared, request_compared
from server.exports.parameters import ExportParameters, read_parameters_without_options
from server.exports.request import ExportRequest
from server.exports.responses import file_response
from telephony.answers.directory import Directory
from telephony.context import Context
from telephony.export.groups import GroupsContent, groups_export
from telephony.formatting.text import visible
from telephony.metrics.group_totals import GroupAnswers, group_answers, totals_of
from telephony.query.systems import query_of
from telephony.query.view import Query
from telephony.settings.systems import GROUP_SEPARATOR
from telephony.xapi.errors import NoSuchGroup, XapiError
from telephony.xapi.refusals import NoGroupForThem

# For a PBX that hangs: the rest of an export's time is for the file.
_MOST_SECONDS: Final = 25.0


@dataclass(frozen=True)
class _Part:
    """What is asked of one PBX; ``listed``: its groups, or why they are not known."""

    context: Context
    listed: Directory | XapiError
    query: Query
    compared: Compared | None = None

    @property
    def unlisted(self) -> str:
        """That its list of groups is incomplete, and why; empty where it is not."""
        if isinstance(self.listed, XapiError) or not self.listed.incomplete:
            return ""
        return f"{self.context.pbx.name}: {self.listed.incomplete}"

    @property
    def answers(self) -> list[GroupAnswers]:
        if self.compared is None:
            return []
        return group_answers(
            self.compared.now.loaded_by_group(),
            self.compared.loaded_before,
            str if isinstance(self.listed, XapiError) else self.listed.name,
            (self.context.pbx, self.query),
        )


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
    pending = [one for part in asked.parts if part.compared for one in part.compared.each]
    await request.slot.wait_together(pending, _MOST_SECONDS)
    return await request.slot.write(partial(_write, request, asked))


def _request_all(request: ExportRequest) -> _Asked:
    parameters = read_parameters_without_options(
        request.http, request.suffix, request.pbx, every_group=True
    )
    ids = [one.pbx.id for one in request.context.each_pbx]
    for name in parameters.view.groups:
        if name.partition(GROUP_SEPARATOR)[0] not in ids:
            example = f"{ids[0]}{GROUP_SEPARATOR}{name}"
            raise ValueError(f"group: “{visible(name)}” names no PBX. Write it as {example}.")
    parts = tuple(_request(request, one, parameters) for one in request.context.each_pbx)
    known = [part.listed for part in parts if isinstance(part.listed, Directory)]
    if len(known) == len(parts) and not any(part.query.groups for part in parts):
        if any(listed.none_permitted for listed in known):
            raise NoGroupForThem
        raise ValueError("group: is missing, and the PBXs list no groups to their API clients.")
    return _Asked(parameters, parts)


def _request(request: ExportRequest, context: Context, parameters: ExportParameters) -> _Part:
    view, listed = parameters.view, context.listed_groups()
    numbers = () if isinstance(listed, XapiError) else listed.by_name
    query = query_of(view, context.pbx, numbers, context.now())
    if not query.groups:
        return _Part(context, listed, query)
    return _Part(context, listed, query, request_compared(request, context, view, query))


def _write(request: ExportRequest, asked: _Asked) -> Response:
    view, parts = asked.parameters.view, asked.parts
    answers = tuple(group for part in parts for group in part.answers)
    errors = [one.now for one in answers if isinstance(one.now, XapiError)]
    missing = {
        part.context.pbx.name: part.listed
        for part in parts
        if isinstance(part.listed, XapiError) and part.compared is None
    }
    unknown = next((error for error in errors if isinstance(error, NoSuchGroup)), None)
    if unknown is not None or len(errors) == len(answers):
        return request.fail(unknown or next(iter((*errors, *missing.values()))))
    query = view.query(request.context.now(), request.context.zone)
    query = replace(query, groups=tuple(one.number for one in answers))
    periods = (part.compared.before for part in parts if part.compared)
    before = next(filter(None, periods), None)
    unlisted = "" if view.groups else " ".join(dict.fromkeys(part.unlisted for part in parts))
    totals = totals_of(answers, query, view)
    content = GroupsContent(answers, totals, query, view, before, missing, unlisted.strip())
    file = groups_export(content, request.source(query, "groups"))
    complete = all(one.complete for one in content.loaded.values())
    warnings = (
        f"Missing: {', '.join(missing)}." if missing else "",
        content.unlisted,
        "Some groups have no data: see state." if errors else "",
        "" if complete else "Some groups are incomplete: see state.",
        content.lacks_before,
        " ".join(content.remarks),
    )
    return file_response(
        request.http, file, asked.parameters.form, stale=content.stale, warnings=warnings
    )
