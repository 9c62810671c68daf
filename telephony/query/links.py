"""A view as the parameters of a link, and back. Anything may come in: nothing is trusted.

``range_parameters`` has those of the range: ``range``, ``from`` and ``to``; ``trend_parameters``
those of a trend, and of what the range is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from telephony.formatting.text import NUMBER_LIMIT
from telephony.odata.errors import QueryTextError, describe_at
from telephony.odata.filters import parse_filter
from telephony.periods.ranges import step_range
from telephony.periods.working_hours import WorkingHours
from telephony.periods.working_hours_text import format_hours, parse_hours
from telephony.query.parameter_reader import ParameterReader, Problem
from telephony.query.range_parameters import parse_range, range_parameters
from telephony.query.trend_parameters import parse_compare, parse_trend, trend_parameters
from telephony.query.view import (
    BarOrder,
    CallArea,
    Direction,
    HourMetric,
    Sort,
    View,
)
from telephony.settings.systems import MOST_ID_LENGTH

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
# With the id of its PBX, among groups of all PBXs.
MAX_GROUP_LENGTH = NUMBER_LIMIT + MOST_ID_LENGTH + 1
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
    "pbx",
)
_SORT = re.compile(r"(-?)([a-z_]{1,40})")

AREAS = {area.param: area for area in CallArea}
HOLIDAYS = {"count": True, "leave_out": False}
QUIET = {"show": True, "hide": False}
_DIRECTIONS = {direction.value: direction for direction in Direction}
_HOUR_METRICS = {metric.value: metric for metric in HourMetric}
_BAR_ORDERS = {order.value: order for order in BarOrder}
_DEFAULTS = View()
_ALL_SHOWN = "All extensions are shown."


@dataclass(frozen=True)
class ParsedView:
    """A view that can be shown, and the problems of its parameters."""

    view: View
    problems: tuple[Problem, ...]


def view_parameters(view: View) -> list[tuple[str, str]]:
    """Name and value pairs: the range always, everything else only where it is not the default."""
    params = [("pbx", view.pbx)] if view.pbx else []
    params += [("group", group) for group in view.groups]
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
    params += trend_parameters(view)
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
        groups=reader.several("group", MAX_GROUPS, MAX_GROUP_LENGTH),
        range=parse_range(reader),
        area=reader.one_of("area", AREAS, _DEFAULTS.area, "All calls are shown."),
        search=reader.text("search", MAX_SEARCH_LENGTH, _ALL_SHOWN),
        filter=_filter(reader),
        show_idle=reader.one_of("quiet", QUIET, _DEFAULTS.show_idle, "Idle extensions are shown."),
        direction=reader.one_of(
            "direction", _DIRECTIONS, _DEFAULTS.direction, "Both directions are shown."
        ),
        sort=_sort(reader),
        columns=reader.several("column", MAX_COLUMNS, MAX_KEY_LENGTH),
        selected=reader.several("selected", MAX_SELECTED, MAX_KEY_LENGTH),
        trend=parse_trend(reader),
        hours=_hours(reader),
        holidays=reader.one_of("holidays", HOLIDAYS, _DEFAULTS.holidays, "Holidays are included."),
        by_hour=reader.one_of("by_hour", _HOUR_METRICS, _DEFAULTS.by_hour, "Calls are shown."),
        compare=parse_compare(reader),
        against=reader.text("against", MAX_KEY_LENGTH, "No group is compared."),
        bars=reader.one_of("bars", _BAR_ORDERS, _DEFAULTS.bars, "Bars are sorted by calls."),
        pbx=reader.text("pbx", MAX_KEY_LENGTH, "The first PBX is shown."),
    )
    if view.groups == (view.against,):
        reader.report("against", view.against, "is the group itself", "No group is compared.")
        view = replace(view, against="")
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


@lru_cache(maxsize=256)  # a page has several links with its view, the same in every run
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
