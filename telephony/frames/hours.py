"""Rows of the hourly reports -> one typed frame (columns: ``telephony.frames.hour_columns``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count, count_of
from telephony.formatting.text import clean
from telephony.frames.extensions import read_values
from telephony.frames.hour_columns import COLUMNS, MOMENT, SPLIT, VALUES, check
from telephony.frames.quality import Quality

_SUMS: Final = {
    "inbound": ("inbound_answered", "inbound_unanswered"),
    "outbound": ("outbound_answered", "outbound_unanswered"),
    "answered": ("inbound_answered", "outbound_answered"),
    "unanswered": ("inbound_unanswered", "outbound_unanswered"),
}
# Of a row's name of its hour, which may be anything.
_SHOWN: Final = 40
_ACTIVITY: Final = tuple(column for column in COLUMNS if column.name in {"answered", "unanswered"})
_DISTRIBUTION: Final = tuple(column for column in COLUMNS if column.name in {"inbound", "outbound"})
_SOURCES: Final = {column.name: column.source for column in COLUMNS if column.source}

Hours = Sequence[tuple[datetime, datetime]]
Rows = Sequence[Mapping[str, Any]]


class UnreadableHoursError(ValueError):
    """Rows that do not match the requested hours; the message says which."""


@dataclass(frozen=True)
class HourFrame:
    """A checked frame and what was odd with the answers that it was made of."""

    frame: pd.DataFrame
    quality: Quality

    def first(self, hours: int) -> HourFrame:
        """The same without any but the first so many hours."""
        return HourFrame(self.frame.iloc[:hours], self.quality)


def hours_of_reports(
    activity: Rows, distribution: Rows, hours: Hours, zone: ZoneInfo, begun: int
) -> HourFrame:
    """The rows of both reports as a frame of the first ``begun`` of the period's ``hours``.

    Each row must name the beginning of an hour, of the first one also where the period begins
    inside it; one that does not, or names one twice, raises UnreadableHoursError: values an hour
    off are worse than none. An hour without a row is unknown, and so is its twin where clocks
    show it twice, since the other row may hold both. Unreadable counts are NA and counted.
    """
    data: dict[str, Any] = {}
    quality, known = Quality(), tuple(_SOURCES.values())
    absent: set[int] = set()
    for rows, columns in ((activity, _ACTIVITY), (distribution, _DISTRIBUTION)):
        placed = _placed(rows, hours, zone)
        missing = {place for place in range(begun) if place not in placed}
        absent |= _with_twins(missing, hours, zone) if missing else missing
        found, read = read_values([placed.get(place, {}) for place in range(begun)], columns, known)
        data |= found
        quality = quality.merge(read)
    frame = _framed(hours[:begun], data)
    frame.loc[sorted(place for place in absent if place < begun), list(VALUES)] = pd.NA
    check(frame)
    return HourFrame(frame, quality.merge(_notes(frame, absent)))


def hours_of_buckets(frame: pd.DataFrame, hours: Hours, held: Sequence[bool]) -> pd.DataFrame:
    """The same from extension statistics by the hour: one row per ``hours``, NA unless ``held``.

    ``frame`` has ``bucket_start`` and the columns of `telephony.frames.columns`; a value that is
    unknown at one extension is unknown for its hour.
    """
    starts = pd.DatetimeIndex([start for start, _ in hours], dtype=MOMENT)
    known = np.array(held, dtype=bool)
    silent = known & ~starts.isin(frame["bucket_start"])
    sums = frame.groupby("bucket_start")[list(SPLIT)].sum(skipna=False).reindex(starts)
    sums[silent] = 0
    sums[~known] = pd.NA
    data: dict[str, Any] = {name: sums[name].array for name in SPLIT}
    data |= {name: data[one] + data[two] for name, (one, two) in _SUMS.items()}
    made = _framed(hours, data)
    check(made)
    return made


def added(parts: Sequence[HourFrame]) -> HourFrame:
    """The hours of several groups together, which must be the same hours; NA where one is NA."""
    frame, quality = parts[0].frame.copy(), parts[0].quality
    for part in parts[1:]:
        frame[list(VALUES)] += part.frame[list(VALUES)]
        quality = quality.merge(part.quality)
    return HourFrame(frame, quality)


def in_several(frame: pd.DataFrame, groups: Sequence[str]) -> list[str]:
    """The extensions of a merged frame that more than one group has."""
    alone = frame["groups"].isin([clean(group) for group in groups])
    return [str(extension) for extension in frame["extension"][~alone]]


def _framed(hours: Hours, data: Mapping[str, Any]) -> pd.DataFrame:
    limits = {
        "hour_start": [start for start, _ in hours],
        "hour_end": [end for _, end in hours],
    }
    unknown = pd.array([pd.NA] * len(hours), dtype="Int64")
    return pd.DataFrame(
        {
            column.name: pd.array(
                limits.get(column.name, data.get(column.name, unknown)), dtype=column.dtype
            )
            for column in COLUMNS
        }
    )


def _placed(rows: Rows, hours: Hours, zone: ZoneInfo) -> dict[int, Mapping[str, Any]]:
    """The rows by the place of their hour."""
    places: dict[datetime | None, int] = {start: place for place, (start, _) in enumerate(hours)}
    if hours:
        places.setdefault(_whole_hour(hours[0][0], zone), 0)
    placed: dict[int, Mapping[str, Any]] = {}
    for row in rows:
        name = row.get(_SOURCES["hour_start"])
        place = places.get(_moment(name))
        if place is None or place in placed:
            why = "is none of the requested hours" if place is None else "comes twice"
            raise UnreadableHoursError(f"{clean(str(name)[:_SHOWN])} {why}")
        placed[place] = row
    return placed


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (TypeError, ValueError, OverflowError):  # the last: a moment that UTC has no date for
        return None


def _whole_hour(at: datetime, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at - into


def _with_twins(places: set[int], hours: Hours, zone: ZoneInfo) -> set[int]:
    """Those places and the other showings of their hour on the wall clock."""
    shown = [(local.date(), local.hour) for local in (at.astimezone(zone) for at, _ in hours)]
    wanted = {shown[place] for place in places}
    return {place for place, hour in enumerate(shown) if hour in wanted}


def _notes(frame: pd.DataFrame, absent: set[int]) -> Quality:
    notes: tuple[str, ...] = ()
    if absent:
        notes = (LocaleText(_absent_words, len(absent)),)
    by_answer, by_direction = (
        int(frame[[column.name for column in columns]].sum().sum())
        for columns in (_ACTIVITY, _DISTRIBUTION)
    )
    if by_answer == by_direction:
        return Quality(notes=notes)
    only = " They are the inbound ones." if by_answer == int(frame["inbound"].sum()) else ""
    differing = LocaleText(_differing_words, by_answer, by_direction, only)
    return Quality(notes=notes, remarks=(differing,))


def _absent_words(absent: int, style: LocaleStyle) -> str:
    hours = count_of(absent, "hour has", style, many="hours have")
    return f"{hours} no values in the PBX's hourly report. Shown as unknown."


def _differing_words(by_answer: int, by_direction: int, only: str, style: LocaleStyle) -> str:
    calls = count_of(by_answer, "call", style)
    return (
        f"The PBX counts {calls} by answer and {count(by_direction, style)} by direction in these "
        f"hours.{only}"
    )
