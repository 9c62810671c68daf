"""A trend's own parameters in a link, and back."""

from __future__ import annotations

import re
from datetime import date

from telephony.formatting.suggestions import nearest
from telephony.periods.ranges import DayRange
from telephony.periods.wall_clock import zone_names
from telephony.query.parameters import Reader
from telephony.query.trend_view import By, Compare, TrendView

PARAMETERS = ("by", "compare", "extension", "tz")
# Several times the longest number that a PBX gives out.
MAX_EXTENSION_LENGTH = 64

_BYS = {by.value: by for by in By}
_COMPARES = {compare.value: compare for compare in Compare}
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)", re.ASCII)
_START = TrendView()
_PBX_ZONE = "Days are those of the PBX's zone."


def to_params(trend: TrendView) -> list[tuple[str, str]]:
    """Name and value pairs of what is not the usual."""
    params: list[tuple[str, str]] = []
    if trend.by is not _START.by:
        params.append(("by", trend.by.value))
    if isinstance(trend.compare, DayRange):
        days = f"{trend.compare.first.isoformat()}_{trend.compare.last.isoformat()}"
        params.append(("compare", days))
    elif trend.compare is not _START.compare:
        params.append(("compare", trend.compare.value))
    if trend.extension:
        params.append(("extension", trend.extension))
    if trend.zone:
        params.append(("tz", trend.zone))
    return params


def from_reader(reader: Reader) -> TrendView:
    """The trend behind a link's parameters; what is wrong with them is reported to the reader."""
    return TrendView(
        by=reader.one_of("by", _BYS, _START.by, "Days are shown."),
        compare=_compare(reader),
        extension=reader.text("extension", MAX_EXTENSION_LENGTH, "All extensions are shown."),
        zone=_zone(reader),
    )


def _compare(reader: Reader) -> Compare | DayRange:
    value = reader.single("compare")
    found = _DAYS.fullmatch(value)
    if found is None:
        options = ", ".join([*_COMPARES, "or days such as 2026-01-01_2026-01-31"])
        if value and value not in _COMPARES:
            reader.report("compare", value, f"is not one of {options}", "Nothing is compared.")
        return _COMPARES.get(value, _START.compare)
    try:
        return DayRange(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    except ValueError as error:
        reader.report("compare", value, f"cannot be shown: {error}", "Nothing is compared.")
        return _START.compare


def _zone(reader: Reader) -> str:
    value = reader.single("tz")
    if not value or value in zone_names():
        return value
    near = nearest(value, zone_names())
    hint = f", {near} is" if near else " such as Europe/Berlin"
    reader.report("tz", value, f"is no time zone of the IANA list{hint}", _PBX_ZONE)
    return ""
