"""The hourly reports: legs of a selection counted by the hour, as ``/ReportUserActivity`` and
``/ReportCallDistribution`` send them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from demo_pbx.collections import Collection, Kind, RefusedError
from demo_pbx.directory import Directory
from demo_pbx.legs import MICROSECOND, CallSource, from_us, to_us
from demo_pbx.paths import read_call_area, read_moment_us
from demo_pbx.report import ALL_CALLS, INTERNAL_CALLS

USER_ACTIVITY, CALL_DISTRIBUTION = "ReportUserActivity", "ReportCallDistribution"
FUNCTIONS = {USER_ACTIVITY: "GetUserActivity", CALL_DISTRIBUTION: "GetCallDistribution"}
# The two columns of each: legs with the mark (answered or outbound), and legs without it.
COUNTERS = {
    USER_ACTIVITY: ("AnsweredCount", "UnansweredCount"),
    CALL_DISTRIBUTION: ("OutgoingCount", "IncomingCount"),
}
HOURLY = "0"
TEXT = r"'((?:[^']|'')*)'"
CALL = re.compile(
    rf"Pbx\.(\w+)\(clientTimeZone={TEXT},periodFrom=([^,]+),periodTo=([^,]+),groupNumber={TEXT},"
    rf"extensionDns={TEXT},waitInterval='[0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{1,2}}',"
    r"includeQueueCalls=(?:true|false),callArea=(-?[0-9]{1,10}),groupingType=(-?[0-9]{1,10})\)",
    re.DOTALL,
)
OFFSET = re.compile(r"([+-])([01][0-9]):([0-5][0-9])")
# In every zone, full hours and clock changes fall on a multiple of this.
MARK = timedelta(minutes=15)
# A longer period would take so long that a proxy gives up.
LONGEST = timedelta(days=6 * 366)


@dataclass(frozen=True)
class HourlyQuery:
    """The parameters: hours of ``zone`` in [start, end), of a group, of extensions, or of all."""

    zone: tzinfo
    start_us: int
    end_us: int
    group: str
    extensions: frozenset[str]
    area: int


def read_hourly_query(report: str, segment: str) -> HourlyQuery:
    """Read the function of one of the two reports, named in ``FUNCTIONS``.

    Another name, order or quoting and an unknown zone are a 404, an unreadable time is a 500, and
    an area or grouping without a recorded meaning a 400.
    """
    match = CALL.fullmatch(segment)
    if not match or match[1] != FUNCTIONS[report]:
        raise RefusedError(404)
    _, zone, start, end, group, extensions, area, grouping = match.groups()
    if grouping != HOURLY:
        raise RefusedError(400, f"The value '{grouping}' is not valid for groupingType.")
    return HourlyQuery(
        _zone(zone),
        read_moment_us(start),
        read_moment_us(end),
        group.replace("''", "'"),
        frozenset(extensions.replace("''", "'").split()),
        read_call_area(area),
    )


def collection(source: CallSource, report: str, selection: HourlyQuery) -> Collection:
    """Return one row per hour that the period touches, also without calls. The first hour is named
    by its full beginning, though only calls inside the period count."""
    starts_us = _hours(selection)
    counts = _counted(source, selection, report == USER_ACTIVITY, starts_us)
    set_name, unset_name = COUNTERS[report]
    rows: list[tuple[Any, ...]] = [
        (from_us(start).astimezone(selection.zone).isoformat(), marked, unmarked)
        for start, (unmarked, marked) in zip(starts_us, counts.tolist(), strict=True)
    ]
    fields = {
        "DateTimeInterval": Kind.TEXT,
        set_name: Kind.NUMBER,
        unset_name: Kind.NUMBER,
    }
    return Collection(f"Pbx.{report.removeprefix('Report')}", fields, rows, ())


def _zone(name: str) -> tzinfo:
    offset = OFFSET.fullmatch(name)
    if offset:
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(away if offset[1] == "+" else -away)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise RefusedError(404) from error


def _hours(selection: HourlyQuery) -> list[int]:
    """Return where the local hours of the period begin [µs]; a clock change begins one as well."""
    if selection.end_us - selection.start_us > LONGEST // MICROSECOND:
        raise RefusedError(504)
    mark_us = MARK // MICROSECOND
    at = from_us(selection.start_us // mark_us * mark_us)
    while not _begins(at, selection.zone):
        at -= MARK
    starts: list[int] = []
    while to_us(at) < selection.end_us:
        starts.append(to_us(at))
        at = _next(at, selection.zone)
    return starts


def _begins(at: datetime, zone: tzinfo) -> bool:
    local = at.astimezone(zone)
    return local.minute == 0 or local.utcoffset() != (at - MARK).astimezone(zone).utcoffset()


def _next(at: datetime, zone: tzinfo) -> datetime:
    local = at.astimezone(zone)
    whole = at + timedelta(minutes=60 - local.minute)
    if whole.astimezone(zone).utcoffset() == local.utcoffset():
        return whole
    at += MARK
    while not _begins(at, zone):
        at += MARK
    return at


def _counted(
    source: CallSource, selection: HourlyQuery, by_answer: bool, starts_us: Sequence[int]
) -> NDArray[np.int64]:
    """Return the legs per hour: without the mark (answered or outbound), with it."""
    counts = np.zeros(max(len(starts_us), 1) * 2, dtype=np.int64)
    chosen = _selected(source.directory, selection)
    edges = np.array(starts_us, dtype=np.int64)
    for piece in source.between(selection.start_us, selection.end_us):
        legs = piece.take(chosen[piece.extension])
        if selection.area != ALL_CALLS:
            legs = legs.take(legs.internal == (selection.area == INTERNAL_CALLS))
        hour = np.searchsorted(edges, legs.start_us, side="right") - 1
        marked = legs.answered if by_answer else legs.outbound
        counts += np.bincount(hour * 2 + marked, minlength=len(counts))
    return counts.reshape(-1, 2)[: len(starts_us)]


def _selected(directory: Directory, selection: HourlyQuery) -> NDArray[np.bool_]:
    """Return which extensions count: an empty group and an empty list include all."""
    chosen = np.ones(len(directory.extensions), dtype=np.bool_)
    if selection.group:
        group = directory.group(selection.group)
        chosen[:] = False
        chosen[list(group.members) if group else []] = True
    if selection.extensions:
        numbers = [extension.number in selection.extensions for extension in directory.extensions]
        chosen &= np.array(numbers, dtype=np.bool_)
    return chosen
