"""A trend, and what the range is compared with, as parameters of a link, and back.

``by``, ``compare``, ``extension``, ``tz`` and ``closed_days``.
"""

from __future__ import annotations

import re
from datetime import date

from telephony.formatting.suggestions import nearest
from telephony.periods.ranges import DayRange
from telephony.periods.wall_clock import zone_names
from telephony.query.parameter_reader import ParameterReader
from telephony.query.view import Baseline, StepLength, TrendView, View

# Several times the longest number that a PBX gives out.
MAX_EXTENSION_LENGTH = 64

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)", re.ASCII)
CLOSED_DAYS = {"show": True, "leave_out": False}
_STEP_LENGTHS = {by.value: by for by in StepLength}
_BASELINES = {baseline.value: baseline for baseline in Baseline}
_DEFAULTS = TrendView()
_USUAL_COMPARISON = "The comparison is the usual one."


def trend_parameters(view: View) -> list[tuple[str, str]]:
    """Name and value pairs of what is not the default, with what the range is compared with."""
    params: list[tuple[str, str]] = []
    trend, compare = view.trend, view.compare
    if trend.by is not None:
        params.append(("by", trend.by.value))
    if isinstance(compare, DayRange):
        params.append(("compare", f"{compare.first.isoformat()}_{compare.last.isoformat()}"))
    elif compare is not None:
        params.append(("compare", compare.value))
    if trend.extension:
        params.append(("extension", trend.extension))
    if trend.zone:
        params.append(("tz", trend.zone))
    if trend.closed_days is not _DEFAULTS.closed_days:
        params.append(("closed_days", "show" if trend.closed_days else "leave_out"))
    return params


def parse_trend(reader: ParameterReader) -> TrendView:
    """The trend that a link's parameters describe; problems are reported to the reader."""
    return TrendView(
        by=reader.one_of("by", _STEP_LENGTHS, None, "Days are shown, or weeks of a long range."),
        extension=reader.text("extension", MAX_EXTENSION_LENGTH, "All extensions are shown."),
        zone=_zone(reader),
        closed_days=reader.one_of(
            "closed_days",
            CLOSED_DAYS,
            _DEFAULTS.closed_days,
            "Days without working hours are left out.",
        ),
    )


def parse_compare(reader: ParameterReader) -> Baseline | DayRange | None:
    """What the range is compared with; None: what is usual on the page."""
    value = reader.single("compare")
    found = _DAYS.fullmatch(value)
    if found is None:
        options = ", ".join([*_BASELINES, "or days such as 2026-01-01_2026-01-31"])
        if value and value not in _BASELINES:
            reader.report("compare", value, f"is not one of {options}", _USUAL_COMPARISON)
        return _BASELINES.get(value)
    try:
        return DayRange(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    except ValueError as error:
        reader.report("compare", value, f"is not a valid range: {error}", _USUAL_COMPARISON)
        return None


def _zone(reader: ParameterReader) -> str:
    value = reader.single("tz")
    if not value or value in zone_names():
        return value
    near = nearest(value, zone_names())
    hint = f"; perhaps {near} is meant" if near else " such as Europe/Berlin"
    reader.report(
        "tz", value, f"is not an IANA time zone{hint}", "Days are those of the PBX's time zone."
    )
    return ""
