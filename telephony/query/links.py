"""A view as the parameters of a link, and back. Everything that comes in is hostile."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import quote, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from telephony.formatting.text import NUMBER_LIMIT
from telephony.odata.errors import QueryTextError, describe_at
from telephony.odata.filters import parse_filter
from telephony.periods.ranges import DayRange, MomentRange, Preset, PresetRange, RangeChoice, step
from telephony.periods.working_hours import WorkingHours, from_texts, to_texts
from telephony.query import trend_links
from telephony.query.parameters import Problem, Reader, shown
from telephony.query.view import DEFAULT_RANGE, CallArea, Direction, HourFigure, Sort, View

# Each group costs at least one report call.
MAX_GROUPS = 50
# So many numbers still fit the 8 kB that proxies allow an address.
MAX_SELECTED = 500
# More than the table has.
MAX_COLUMNS = 40
# One text for each day of the week, with room for two dozen stretches of a day.
MAX_HOURS, MAX_HOURS_LENGTH = 7, 300
# Several times the longest name.
MAX_KEY_LENGTH, MAX_SEARCH_LENGTH = NUMBER_LIMIT, 200
# Percent-encoded it fits the same 8 kB, with the rest of a usual view.
MAX_FILTER_LENGTH = 2_000

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
    *trend_links.PARAMETERS,
    "hours",
    "holidays",
    "by_hour",
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)
_SORT = re.compile(r"(-?)([a-z_]{1,40})")

AREAS = {area.param: area for area in CallArea}
_PRESETS = {preset.value: preset for preset in Preset}
_HOLIDAYS = {"count": True, "leave_out": False}
_QUIET = {"show": True, "hide": False}
_DIRECTIONS = {direction.value: direction for direction in Direction}
_FIGURES = {figure.value: figure for figure in HourFigure}
_START = View()
_ALL_SHOWN = "All extensions are shown."


@dataclass(frozen=True)
class Parsed:
    """A view that can be shown, and what was wrong on the way to it."""

    view: View
    problems: tuple[Problem, ...]


def to_params(view: View) -> list[tuple[str, str]]:
    """Name and value pairs. The range is always there, of the rest only what is not the usual."""
    params = [("group", group) for group in view.groups]
    params += range_params(view.range)
    if view.area is not _START.area:
        params.append(("area", view.area.param))
    if view.search:
        params.append(("search", view.search))
    if view.filter:
        params.append(("filter", view.filter))
    if view.quiet is not _START.quiet:
        params.append(("quiet", "show" if view.quiet else "hide"))
    if view.direction is not _START.direction:
        params.append(("direction", view.direction.value))
    if view.sort != _START.sort:
        params.append(("sort", ("-" if view.sort.descending else "") + view.sort.column))
    params += [("column", column) for column in view.columns]
    params += [("selected", extension) for extension in view.selected]
    params += trend_links.to_params(view.trend)
    params += [("hours", text) for text in (to_texts(view.hours) if view.hours else ())]
    if view.holidays is not _START.holidays:
        params.append(("holidays", "count" if view.holidays else "leave_out"))
    return params + ([("by_hour", view.by_hour.value)] if view.by_hour != _START.by_hour else [])


def from_params(params: Mapping[str, Sequence[str]]) -> Parsed:
    """The view behind parameters from outside. Never raises; a wrong one is named, the rest works.

    Empty values count as not given, of different ones for one thing the first counts, foreign
    parameters are nobody's business unless they look like a slip of ours.
    """
    reader = Reader(params)
    view = View(
        groups=reader.several("group", MAX_GROUPS, MAX_KEY_LENGTH),
        range=read_range(reader),
        area=reader.one_of("area", AREAS, _START.area, "All calls are shown."),
        search=reader.text("search", MAX_SEARCH_LENGTH, _ALL_SHOWN),
        filter=_filter(reader),
        quiet=reader.one_of("quiet", _QUIET, _START.quiet, "Quiet extensions are shown."),
        direction=reader.one_of(
            "direction", _DIRECTIONS, _START.direction, "Both directions are shown."
        ),
        sort=_sort(reader),
        columns=reader.several("column", MAX_COLUMNS, MAX_KEY_LENGTH),
        selected=reader.several("selected", MAX_SELECTED, MAX_KEY_LENGTH),
        trend=trend_links.from_reader(reader),
        hours=_hours(reader),
        holidays=reader.one_of("holidays", _HOLIDAYS, _START.holidays, "Holidays count."),
        by_hour=reader.one_of("by_hour", _FIGURES, _START.by_hour, "Calls are shown."),
    )
    reader.look_for_slips(PARAMETERS)
    return Parsed(view, tuple(reader.problems))


def foreign(params: Mapping[str, Sequence[str]]) -> tuple[Problem, ...]:
    """The names that no parameter has, beside the slips that ``from_params`` reports."""
    reader = Reader(params)
    reader.look_for_foreign(PARAMETERS)
    return tuple(reader.problems)


def frozen(view: View, now: datetime, zone: ZoneInfo) -> View:
    """The same view with today's dates in place of a preset, so that it shows the same for ever."""
    return replace(view, range=step(view.range, 0, now, zone))


def link(base_url: str, view: View) -> str:
    """The address that shows ``view``; what ``base_url`` carries after its path is dropped."""
    query = urlencode(to_params(view), errors="replace", quote_via=quote, safe=":")
    return urlunsplit(urlsplit(base_url)._replace(query=query, fragment=""))


def range_params(choice: RangeChoice) -> list[tuple[str, str]]:
    """A range as ``range``, or as ``from`` and ``to``."""
    if isinstance(choice, PresetRange):
        return [("range", choice.preset.value)]
    if isinstance(choice, DayRange):
        return [("from", choice.first.isoformat()), ("to", choice.last.isoformat())]
    limits = (at.isoformat(timespec="minutes") for at in (choice.start, choice.end))
    return list(zip(("from", "to"), limits, strict=True))


def read_range(reader: Reader) -> RangeChoice:
    """The range behind ``range``, ``from`` and ``to``; the usual one where they cannot be used."""
    name, start, end = (reader.single(parameter) for parameter in ("range", "from", "to"))
    fixed, wrong = _fixed_range(start, end)
    if fixed:
        if name:
            reader.report("range", name, "stands beside from and to", "Those two count.")
        return fixed
    usual = DEFAULT_RANGE.preset
    instead = f"The range is {_PRESETS.get(name, usual).words}."
    preset = reader.one_of("range", _PRESETS, usual, instead)
    for parameter, why in wrong:
        reader.report(parameter, start if parameter == "from" else end, why, instead)
    return PresetRange(preset)


def _filter(reader: Reader) -> str:
    text = reader.text("filter", MAX_FILTER_LENGTH, _ALL_SHOWN).strip()
    try:
        if text:
            parse_filter(text)
    except QueryTextError as error:
        wrong = describe_at(error.message, error.start, error.suggestion)
        reader.report("filter", text, wrong, _ALL_SHOWN)
        return ""
    return text


def _sort(reader: Reader) -> Sort:
    value = reader.single("sort")
    found = _SORT.fullmatch(value)
    if found:
        return Sort(found[2], descending=bool(found[1]))
    if value:
        reader.report("sort", value, "is not a column's name", "The busiest come first.")
    return _START.sort


def _hours(reader: Reader) -> WorkingHours | None:
    texts = reader.several("hours", MAX_HOURS, MAX_HOURS_LENGTH)
    for text in texts:
        try:
            from_texts([text])
        except ValueError as error:
            reader.report("hours", text, str(error), "All hours count.")
            return None
    return from_texts(texts) if texts else None


def _fixed_range(start: str, end: str) -> tuple[RangeChoice | None, list[tuple[str, str]]]:
    """The range between two texts, or what is wrong with which of them; nothing from nothing."""
    given = [(name, text) for name, text in (("from", start), ("to", end)) if text]
    limits = [_limit(text) for _, text in given]
    wrong = [
        (name, "is not a day such as 2026-11-16 or a time such as 2026-11-16T08:00")
        for (name, _), limit in zip(given, limits, strict=True)
        if limit is None
    ]
    if wrong or not given:
        return None, wrong
    if len(given) == 1:
        name = given[0][0]
        return None, [(name, f"needs a {'to' if name == 'from' else 'from'} beside it")]
    try:
        return _range_between(*(limit for limit in limits if limit)), []
    except (ValueError, OverflowError) as error:
        return None, [("from", f"to “{shown(end)}” cannot be shown: {error}")]


def _range_between(first: date, last: date) -> RangeChoice:
    if not isinstance(first, datetime) and not isinstance(last, datetime):
        return DayRange(first, last)
    # A day beside a time is meant whole.
    start = first if isinstance(first, datetime) else datetime.combine(first, time.min)
    end = (
        last if isinstance(last, datetime) else datetime.combine(last, time.min) + timedelta(days=1)
    )
    return MomentRange(start, end)


def _limit(text: str) -> date | None:
    """A day, a time (which is a date too), or None."""
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
