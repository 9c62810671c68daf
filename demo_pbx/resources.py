"""The resources of the XAPI: from the path and query of an authorised GET to the JSON object."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from demo_pbx import hourly_reports, lists, odata, report
from demo_pbx.collections import Collection, RefusedError, invalid
from demo_pbx.directory import Group
from demo_pbx.paths import REPORT, read_report_query
from demo_pbx.state import Pbx

ENTITY_LIMIT, REPORT_LIMIT = 100, 1000
# The report of an unknown department is that of one without members.
NO_MEMBERS = Group(0, "", "", ())
METADATA = "https://demo-pbx.invalid/xapi/v1/$metadata#"


def read_resource(pbx: Pbx, segments: Sequence[str], query: bytes) -> dict[str, Any]:
    """Return the body of a 200. Raises RefusedError for any other status."""
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
        case [folder, function] if (
            folder in hourly_reports.FUNCTIONS and pbx.options.has_hour_reports
        ):
            return _hours(pbx, folder, function, query)
        case _:
            raise RefusedError(404)


def _report(pbx: Pbx, function: str, query: bytes) -> dict[str, Any]:
    selection = read_report_query(function)
    if not pbx.options.role.may_report:
        raise RefusedError(pbx.options.refusal)
    options = odata.read(query, REPORT_LIMIT)
    if options.filter and pbx.options.fail_filter:
        raise RefusedError(500)
    directory = pbx.source.directory
    group = directory.group(selection.group) or NO_MEMBERS
    collection = report.collection(
        pbx.counted, group, selection.start_us, selection.end_us, selection.area
    )
    names = odata.select(collection, options)
    odata.expand(collection, options)
    page, count = odata.choose(collection, options, ignore_orderby=pbx.options.ignore_orderby)
    return _body(
        f"Collection({collection.type_name})",
        [report.written(row, names) for row in page],
        count if options.count else None,
    )


def _hours(pbx: Pbx, name: str, function: str, query: bytes) -> dict[str, Any]:
    selection = hourly_reports.read_hourly_query(name, function)
    if not pbx.options.role.may_report:
        raise RefusedError(pbx.options.refusal)
    options = odata.read(query, REPORT_LIMIT)
    collection = hourly_reports.collection(pbx.counted, name, selection)
    names = odata.select(collection, options)
    odata.expand(collection, options)
    page, count = odata.choose(collection, options, ignore_orderby=pbx.options.ignore_orderby)
    return _body(
        f"Collection({collection.type_name})",
        [_record(collection, row, names) for row in page],
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
    collection = lists.groups(directory)
    if options.expand and pbx.options.refuse_expand:
        raise invalid("The query parameter '$expand' is not supported.")
    names, related = odata.select(collection, options), odata.expand(collection, options)
    page, count = odata.choose(collection, _limited(options))
    by_id = {group.id: group for group in directory.groups}
    value = [_record(collection, row, names) for row in page]
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
    collection = lists.users(pbx.source.directory)
    names = odata.select(collection, options)
    odata.expand(collection, options)
    page, count = odata.choose(collection, _limited(options))
    value = [_record(collection, row, names) for row in page]
    return _body("Users", value, count if options.count else None)


def _system_status(pbx: Pbx, query: bytes) -> dict[str, Any]:
    options = odata.read(query, ENTITY_LIMIT)
    collection = lists.system_status(pbx.source.directory, pbx.options.version)
    names = odata.select(collection, options)
    return {
        "@odata.context": f"{METADATA}SystemStatus",
        **_record(collection, collection.rows[0], names),
    }


def _limited(options: odata.QueryOptions) -> odata.QueryOptions:
    """Without $top a list ends at the limit, without a hint at the rest."""
    return replace(options, top=ENTITY_LIMIT) if options.top is None else options


def _record(collection: Collection, row: tuple[Any, ...], names: tuple[str, ...]) -> dict[str, Any]:
    record = dict(zip(collection.fields, row, strict=True))
    return {name: record[name] for name in names if name not in collection.structured}


def _body(context: str, value: list[dict[str, Any]], count: int | None) -> dict[str, Any]:
    counted = {} if count is None else {"@odata.count": count}
    return {"@odata.context": METADATA + context, **counted, "value": value}
