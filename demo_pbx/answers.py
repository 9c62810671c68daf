"""What the XAPI answers to an authorised GET: from path and query to the JSON object."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from demo_pbx import hours, lists, odata, report
from demo_pbx.collections import RefusedError
from demo_pbx.directory import Group
from demo_pbx.paths import REPORT, report_call
from demo_pbx.state import Pbx

ENTITY_LIMIT, REPORT_LIMIT = 100, 1000
# An unknown department answers as one without members does.
NOBODY = Group(0, "", "", ())
METADATA = "https://demo-pbx.invalid/xapi/v1/$metadata#"


def answer(pbx: Pbx, segments: Sequence[str], query: bytes) -> dict[str, Any]:
    """Return the body of a 200, or raise RefusedError."""
    match segments:
        case ["Defs"]:
            return {"@odata.context": f"{METADATA}Defs/$entity", "Id": 0}
        case ["Groups"]:
            return _listed(pbx, _groups, query)
        case ["Users"]:
            return _listed(pbx, _users, query)
        case ["SystemStatus"]:
            return _listed(pbx, _system_status, query)
        case [folder, function] if folder == REPORT:
            return _report(pbx, function, query)
        case [folder, function] if folder in hours.FUNCTIONS and pbx.options.has_hour_reports:
            return _hours(pbx, folder, function, query)
        case _:
            raise RefusedError(404)


def _report(pbx: Pbx, function: str, query: bytes) -> dict[str, Any]:
    call = report_call(function)
    if not pbx.options.role.may_report:
        raise RefusedError(pbx.options.refusal)
    options = odata.read(query, REPORT_LIMIT)
    if options.filter and pbx.options.fail_filter:
        raise RefusedError(500)
    directory = pbx.source.directory
    group = directory.group(call.group) or NOBODY
    found = report.collection(pbx.counted, group, call.start_us, call.end_us, call.area)
    names = odata.select(found, options)
    odata.expand(found, options)
    page, count = odata.choose(found, options, ignore_orderby=pbx.options.ignore_orderby)
    return _body(
        f"Collection({found.type_name})",
        [report.written(row, names) for row in page],
        count if options.count else None,
    )


def _hours(pbx: Pbx, name: str, function: str, query: bytes) -> dict[str, Any]:
    call = hours.hour_call(name, function)
    if not pbx.options.role.may_report:
        raise RefusedError(pbx.options.refusal)
    options = odata.read(query, REPORT_LIMIT)
    found = hours.collection(pbx.counted, name, call)
    names = odata.select(found, options)
    odata.expand(found, options)
    page, count = odata.choose(found, options, ignore_orderby=pbx.options.ignore_orderby)
    return _body(
        f"Collection({found.type_name})",
        [_record(found, row, names) for row in page],
        count if options.count else None,
    )


def _listed(
    pbx: Pbx, entities: Callable[[Pbx, bytes], dict[str, Any]], query: bytes
) -> dict[str, Any]:
    if not pbx.options.role.may_list:
        raise RefusedError(pbx.options.refusal)
    return entities(pbx, query)


def _groups(pbx: Pbx, query: bytes) -> dict[str, Any]:
    directory = pbx.source.directory
    options = odata.read(query, ENTITY_LIMIT)
    found = lists.groups(directory)
    if options.expand and pbx.options.refuse_expand:
        raise odata.invalid("The query parameter '$expand' is not supported.")
    names, related = odata.select(found, options), odata.expand(found, options)
    page, count = odata.choose(found, _shortened(options))
    by_id = {group.id: group for group in directory.groups}
    value = [_record(found, row, names) for row in page]
    for record, row in zip(value, page, strict=True):
        group = by_id[row[0]]
        if "Hours" in names:
            record["Hours"] = lists.schedule(group)
        if "Members" in related:
            record["Members"] = lists.members(directory, group)
        if "OfficeHolidays" in related:
            record["OfficeHolidays"] = lists.office_holidays(group)
    return _body("Groups", value, count if options.count else None)


def _users(pbx: Pbx, query: bytes) -> dict[str, Any]:
    options = odata.read(query, ENTITY_LIMIT)
    found = lists.users(pbx.source.directory)
    names = odata.select(found, options)
    odata.expand(found, options)
    page, count = odata.choose(found, _shortened(options))
    value = [_record(found, row, names) for row in page]
    return _body("Users", value, count if options.count else None)


def _system_status(pbx: Pbx, query: bytes) -> dict[str, Any]:
    options = odata.read(query, ENTITY_LIMIT)
    found = lists.system_status(pbx.source.directory, pbx.options.version)
    names = odata.select(found, options)
    return {
        "@odata.context": f"{METADATA}SystemStatus",
        **_record(found, found.rows[0], names),
    }


def _shortened(options: odata.QueryOptions) -> odata.QueryOptions:
    """Without $top the lists end at the limit, and say nothing about the rest."""
    return replace(options, top=ENTITY_LIMIT) if options.top is None else options


def _record(
    found: odata.Collection, row: tuple[Any, ...], names: tuple[str, ...]
) -> dict[str, Any]:
    record = dict(zip(found.fields, row, strict=True))
    return {name: record[name] for name in names if name not in found.structured}


def _body(context: str, value: list[dict[str, Any]], count: int | None) -> dict[str, Any]:
    counted = {} if count is None else {"@odata.count": count}
    return {"@odata.context": METADATA + context, **counted, "value": value}
