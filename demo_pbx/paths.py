"""The paths of the report functions, parsed as strictly as by the PBX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from demo_pbx.collections import RefusedError
from demo_pbx.legs import to_us

PREFIX = "/xapi/v1/"
REPORT = "ReportExtensionStatisticsByGroup"
CALL = re.compile(
    r"Pbx\.GetExtensionStatisticsByGroupData\("
    r"groupNumber='((?:[^']|'')*)',periodFrom=([^,]+),periodTo=([^,]+),callArea=(-?[0-9]{1,10})\)",
    re.DOTALL,
)
MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?:\.([0-9]{1,12}))?(Z|[+-][0-9]{2}:[0-9]{2})"
)


@dataclass(frozen=True)
class ReportQuery:
    """The parameters of the report: [start, end) in µs since 1970 UTC; area 0, 1 or 2."""

    group: str
    start_us: int
    end_us: int
    area: int


def segments(raw_path: bytes) -> list[str]:
    """Split a path as sent into its decoded segments after /xapi/v1/.

    A slash inside a segment must be percent-encoded, so splitting comes before decoding.
    """
    try:
        path = raw_path.decode("ascii")
        if not path.startswith(PREFIX):
            raise RefusedError(404)
        return [unquote(part, errors="strict") for part in path[len(PREFIX) :].split("/")]
    except UnicodeDecodeError as error:
        raise RefusedError(404) from error


def read_report_query(segment: str) -> ReportQuery:
    """Read ``Pbx.GetExtensionStatisticsByGroupData(…)``.

    Another name, order or quoting is a 404, an unreadable time a 500, an area other than 0, 1, 2
    a 400.
    """
    match = CALL.fullmatch(segment)
    if not match:
        raise RefusedError(404)
    group, start, end, area = match.groups()
    return ReportQuery(
        group.replace("''", "'"), read_moment_us(start), read_moment_us(end), read_call_area(area)
    )


def read_call_area(text: str) -> int:
    """Read 0, 1 or 2; any other number is a 400."""
    if text not in ("0", "1", "2"):
        raise RefusedError(400, f"The value '{text}' is not valid for callArea.")
    return int(text)


def read_moment_us(text: str) -> int:
    """Read a time as µs since 1970 UTC; an unreadable one is a 500."""
    match = MOMENT.fullmatch(text)
    if not match:
        raise RefusedError(500)
    seconds, fraction, offset = match.groups()
    try:
        moment = datetime.fromisoformat(seconds + offset)
        return to_us(moment) + int((fraction or "0").ljust(6, "0")[:6])
    except (ValueError, OverflowError) as error:
        raise RefusedError(500) from error
