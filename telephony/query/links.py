"""A view as the parameters of a link, and back. Anything may come in: nothing is trusted.

``range_parameters`` has those of the range: ``range``, ``from`` and ``to``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import quote, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from telephony.formatting.suggestions import nearest
from telephony.formatting.text import NUMBER_LIMIT
from telephony.odata.errors import QueryTextError, describe_at
from telephony.odata.filters import parse_filter
from telephony.periods.ranges import DayRange, step_range
from telephony.periods.wall_clock import zone_names
from telephony.periods.working_hours import WorkingHours
from telephony.periods.working_hours_text import format_hours, parse_hours
from telephony.query.parameter_reader import ParameterReader, Problem
from telephony.query.range_parameters import parse_range, range_parameters
from telephony.query.view import (
    BarOrder,
    Baseline,
    CallArea,
    Direction,
    HourMetric,
    Sort,
    StepLength,
    TrendView,
    View,
)

# Each group costs at least one request.
MAX_GROUPS = 50
# So many numbers fit the 8 kB that proxies allow for an address.
MAX_SELECTED = 500
# More than the table has.
MAX_COLUMNS = 40
# One text per day of the week, with room for two dozen stretches each.
MAX_HOURS, MAX_HOURS_LENGTH = 7, 300
# Several times the longest name.
MAX_KEY_LENGTH, MAX_SEARCH_LENGTH = NUMBER_LIMIT, 200
# Several times the longest number that a PBX gives out.
MAX_EXTENSION_LENGTH = 64
# Percent-encoded it fits the same 8 kB, with the rest of an ordinary view.
MAX_FILTER_LENGTH = 2_000

# The page that has no path of its own.
ROOT_PAGE = "overview"

PARAMETERS = (
    "group",
    "range",
    "from",
    "to",
    "area",
    "search",
    "filter",
    "quiet",
    "direction",
    "sort",
    "column",
    "selected",
    "by",
    "compare",
    "extension",
    "tz",
    "hours",
    "holidays",
    "by_hour",
    "against",
    "closed_days",
    "bars",
)
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)", re.ASCII)
_SORT = re.compile(r"(-?)([a-z_]{1,40})")

AREAS = {area.param: area for area in CallArea}
_HOLIDAYS = {"count": True, "leave_out": False}
_CLOSED_DAYS = {"show": True, "leave_out": False}
_QUIET = {"show": True, "hide": False}
_DIRECTIONS = {direction.value: direction for direction in Direction}
_HOUR_METRICS = {metric.value: metric for metric in HourMetric}
_STEP_LENGTHS = {by.value: by for by in StepLength}
_BAR_ORDERS = {order.value: order for order in BarOrder}
_BASELINES = {baseline.value: baseline for baseline in Baseline}
_DEFAULTS = View()
_PBX_ZONE = "Days are those of the PBX's time zone."
_ALL_SHOWN = "All extensions are shown."
_USUAL_COMPARISON = "The comparison is the usual one."


@dataclass(frozen=True)
class ParsedView:
    """A view that can be shown, and the problems of its parameters."""

    view: View
    problems: tuple[Problem, ...]


def view_parameters(view: View) -> list[tuple[str, str]]:
    """Name and value pairs: the range always, everything else only where it is not the default."""
    params = [("group", group) for group in view.groups]
    params += range_parameters(view.range)
    if view.area is not _DEFAULTS.area:
        params.append(("area", view.area.param))
    if view.search:
        params.append(("search", view.search))
    if view.filter:
        params.append(("filter", view.filter))
    if view.show_idle is not _DEFAULTS.show_idle:
        params.append(("quiet", "show" if view.show_idle else "hide"))
    if view.direction is not _DEFAULTS.direction:
        params.append(("direction", view.direction.value))
    if view.sort != _DEFAULTS.sort:
        params.append(("sort", ("-" if view.sort.descending else "") + view.sort.column))
    params += [("column", column) for column in view.columns]
    params += [("selected", extension) for extension in view.selected]
    params += _trend_parameters(view)
    params += [("hours", text) for text in (format_hours(view.hours) if view.hours else ())]
    if view.holidays is not _DEFAULTS.holidays:
        params.append(("holidays", "count" if view.holidays else "leave_out"))
    if view.by_hour is not _DEFAULTS.by_hour:
        params.append(("by_hour", view.by_hour.value))
    if view.bars is not _DEFAULTS.bars:
        params.append(("bars", view.bars.value))
    return params + ([("against", view.against)] if view.against else [])


def parse_view(params: Mapping[str, Sequence[str]]) -> ParsedView:
    """The view that the parameters of a link describe. Never raises.

    A wrong parameter becomes a problem and has its default. An empty value counts as not given;
    of several values for one thing the first is used. Unknown parameters are ignored, unless one
    looks like a misspelling of ours.
    """
    reader = ParameterReader(params)
    view = View(
        groups=reader.several("group", MAX_GROUPS, MAX_KEY_LENGTH),
        range=parse_range(reader),
        area=reader.one_of("area", AREAS, _DEFAULTS.area, "All calls are shown."),
        search=reader.text("search", MAX_SEARCH_LENGTH, _ALL_SHOWN),
        filter=_filter(reader),
        show_idle=reader.one_of("quiet", _QUIET, _DEFAULTS.show_idle, "Idle extensions are shown."),
        direction=reader.one_of(
            "direction", _DIRECTIONS, _DEFAULTS.direction, "Both directions are shown."
        ),
        sort=_sort(reader),
        columns=reader.several("column", MAX_COLUMNS, MAX_KEY_LENGTH),
        selected=reader.several("selected", MAX_SELECTED, MAX_KEY_LENGTH),
        trend=_trend(reader),
        hours=_hours(reader),
        holidays=reader.one_of("holidays", _HOLIDAYS, _DEFAULTS.holidays, "Holidays are included."),
        by_hour=reader.one_of("by_hour", _HOUR_METRICS, _DEFAULTS.by_hour, "Calls are shown."),
        compare=_compare(reader),
        against=reader.text("against", MAX_KEY_LENGTH, "No group is compared."),
        bars=reader.one_of("bars", _BAR_ORDERS, _DEFAULTS.bars, "Bars are sorted by calls."),
    )
    reader.report_misspellings(PARAMETERS)
    return ParsedView(view, tuple(reader.problems))


def find_unknown_parameters(params: Mapping[str, Sequence[str]]) -> tuple[Problem, ...]:
    """A problem for each unknown parameter, other than the misspellings ``parse_view`` reports."""
    reader = ParameterReader(params)
    reader.report_unknown(PARAMETERS)
    return tuple(reader.problems)


def with_fixed_dates(view: View, now: datetime, zone: ZoneInfo) -> View:
    """The view with today's dates in place of a preset, so that it always shows the same days."""
    return replace(view, range=step_range(view.range, 0, now, zone))


def link_to(base_url: str, view: View) -> str:
    """The address that shows ``view``; anything after the path of ``base_url`` is replaced."""
    return address(base_url, view_parameters(view))


def page_address(page: str, view: View) -> str:
    """The address of a page with a view, relative to any other page: ``extension?group=…``.

    The overview is the page at the root.
    """
    return link_to("./" if page == ROOT_PAGE else page, view)


def address(base_url: str, parameters: Sequence[tuple[str, str]], *, readable: str = ":") -> str:
    """``base_url`` with these parameters; its own and its fragment are dropped.

    Characters in ``readable`` are not percent-encoded, so that people can read them.
    """
    query = urlencode(parameters, errors="replace", quote_via=quote, safe=readable)
    return urlunsplit(urlsplit(base_url)._replace(query=query, fragment=""))


def _filter(reader: ParameterReader) -> str:
    text = reader.text("filter", MAX_FILTER_LENGTH, _ALL_SHOWN).strip()
    try:
        if text:
            parse_filter(text)
    except QueryTextError as error:
        wrong = describe_at(error.message, error.start, error.suggestion)
        reader.report("filter", text, wrong, _ALL_SHOWN)
        return ""
    return text


def _sort(reader: ParameterReader) -> Sort:
    value = reader.single("sort")
    found = _SORT.fullmatch(value)
    if found:
        return Sort(found[2], descending=bool(found[1]))
    if value:
        reader.report("sort", value, "is not a column", "The busiest come first.")
    return _DEFAULTS.sort


def _hours(reader: ParameterReader) -> WorkingHours | None:
    texts = reader.several("hours", MAX_HOURS, MAX_HOURS_LENGTH)
    for text in texts:
        try:
            parse_hours([text])
        except ValueError as error:
            reader.report("hours", text, str(error), "All hours are included.")
            return None
    return parse_hours(texts) if texts else None


def _trend_parameters(view: View) -> list[tuple[str, str]]:
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
    if trend.closed_days is not _DEFAULTS.trend.closed_days:
        params.append(("closed_days", "show" if trend.closed_days else "leave_out"))
    return params


def _trend(reader: ParameterReader) -> TrendView:
    """The trend that a link's parameters describe; problems are reported to the reader."""
    return TrendView(
        by=reader.one_of("by", _STEP_LENGTHS, None, "Days are shown, or weeks of a long range."),
        extension=reader.text("extension", MAX_EXTENSION_LENGTH, _ALL_SHOWN),
        zone=_zone(reader),
        closed_days=reader.one_of(
            "closed_days",
            _CLOSED_DAYS,
            _DEFAULTS.trend.closed_days,
            "Days without working hours are left out.",
        ),
    )


def _compare(reader: ParameterReader) -> Baseline | DayRange | None:
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
    reader.report("tz", value, f"is not an IANA time zone{hint}", _PBX_ZONE)
    return ""
