"""Working hours as text: for the reader, for links and files, and back."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Final

from telephony.periods.working_hours import (
    WEEKDAYS,
    Stretch,
    WorkingHours,
    clock_minutes,
    clock_text,
    runs_of_days,
)

_TEXT: Final = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?((?:_[0-9:]{5}-[0-9:]{5})+)", re.ASCII)
_WITHOUT: Final = " without holidays"


def working_hours_words(hours: WorkingHours) -> str:
    """For the reader: ``Mon–Fri 08:00–12:00 and 13:00–17:00, Sat 09:00–14:00``."""
    weekly = ", ".join(
        f"{_days(first, last, '–').title()} "
        + " and ".join(_range(stretch, "–") for stretch in stretches)
        for first, last, stretches in runs_of_days(hours.shifts)
    )
    return weekly + (_WITHOUT if hours.closed else "")


def format_hours(hours: WorkingHours) -> tuple[str, ...]:
    """For a link, a text per run of equal days: ``mon-fri_08:00-12:00_13:00-17:00``."""
    return tuple(
        "_".join((_days(first, last, "-"), *(_range(stretch, "-") for stretch in stretches)))
        for first, last, stretches in runs_of_days(hours.shifts)
    )


def hours_text(hours: WorkingHours | None) -> str:
    """For a file, the same in one text; ``all`` for all hours."""
    return " ".join(format_hours(hours)) + (_WITHOUT if hours.closed else "") if hours else "all"


def parse_hours(texts: Iterable[str]) -> WorkingHours:
    """The working hours of such texts. Raises ValueError about the first wrong one.

    A run of days may go past Sunday (``sat-mon``), a stretch past midnight (``22:00-06:00``).
    """
    return WorkingHours.of(itertools.chain.from_iterable(map(_read, texts)))


def _days(first: int, last: int, dash: str) -> str:
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}{dash}{WEEKDAYS[last]}"


def _range(stretch: Stretch, dash: str) -> str:
    return dash.join(map(clock_text, stretch))


def _read(text: str) -> Iterator[tuple[int, Stretch]]:
    match = _TEXT.fullmatch(text)
    if not match:
        raise ValueError("is not like mon-fri_08:00-17:00")
    first, last, ranges = match[1], match[2] or match[1], match[3][1:].split("_")
    for day in (first, last):
        if day not in WEEKDAYS:
            raise ValueError(f"names a day “{day}”; the days are {', '.join(WEEKDAYS)}")
    begin = WEEKDAYS.index(first)
    length = (WEEKDAYS.index(last) - begin) % len(WEEKDAYS) + 1
    stretches = [Stretch(*(clock_minutes(limit) for limit in given.split("-"))) for given in ranges]
    for away in range(length):
        for stretch in stretches:
            yield (begin + away) % len(WEEKDAYS), stretch
