"""A range of time as the link parameters ``range``, ``from`` and ``to``, and back."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from telephony.periods.presets import Preset
from telephony.periods.ranges import OUTSIDE_YEARS, DayRange, MomentRange, PresetRange, RangeChoice
from telephony.query.parameter_reader import ParameterReader, shown
from telephony.query.view import DEFAULT_RANGE

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)


_PRESETS = {preset.value: preset for preset in Preset}


def range_parameters(choice: RangeChoice) -> list[tuple[str, str]]:
    """A range as ``range``, or as ``from`` and ``to``."""
    if isinstance(choice, PresetRange):
        return [("range", choice.preset.value)]
    if isinstance(choice, DayRange):
        return [("from", choice.first.isoformat()), ("to", choice.last.isoformat())]
    limits = (at.isoformat(timespec="minutes") for at in (choice.start, choice.end))
    return list(zip(("from", "to"), limits, strict=True))


def parse_range(reader: ParameterReader) -> RangeChoice:
    """The range of ``range``, or of ``from`` and ``to``; the default where they cannot be used."""
    name, start, end = (reader.single(parameter) for parameter in ("range", "from", "to"))
    fixed, wrong = _fixed_range(start, end)
    if fixed:
        if name:
            reader.report("range", name, "is given beside from and to", "These two are used.")
        return fixed
    default = DEFAULT_RANGE.preset
    instead = f"The range is {_PRESETS.get(name, default).words}."
    preset = reader.one_of("range", _PRESETS, default, instead)
    for parameter, why in wrong:
        reader.report(parameter, start if parameter == "from" else end, why, instead)
    return PresetRange(preset)


def _fixed_range(start: str, end: str) -> tuple[RangeChoice | None, list[tuple[str, str]]]:
    """The range between two texts, or (parameter, what is wrong) pairs; neither for no texts."""
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
        return None, [(name, f"needs {'to' if name == 'from' else 'from'} as well")]
    try:
        return _range_between(*(limit for limit in limits if limit)), []
    except OverflowError:  # the day after the last that Python knows
        why = OUTSIDE_YEARS
    except ValueError as error:
        why = str(error)
    return None, [("from", f"to “{shown(end)}” is not a valid range: {why}")]


def _range_between(first: date, last: date) -> RangeChoice:
    if not isinstance(first, datetime) and not isinstance(last, datetime):
        return DayRange(first, last)
    # A day beside a time means the whole day.
    start = first if isinstance(first, datetime) else datetime.combine(first, time.min)
    end = (
        last if isinstance(last, datetime) else datetime.combine(last, time.min) + timedelta(days=1)
    )
    return MomentRange(start, end)


def _limit(text: str) -> date | None:
    """A day, a day and time (a datetime is a date too), or None."""
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
