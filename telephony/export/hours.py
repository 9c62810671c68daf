"""Calls by the hour as a file: one row per hour of the range that has begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from telephony.answers.hours import HoursAnswer
from telephony.export.about import About, Definition, about_file, defined, fixed_link
from telephony.export.contents import Export
from telephony.export.fields import FIELDS, Field, FileLayout, as_in_files, number_field
from telephony.export.provenance import Provenance, file_name
from telephony.export.safety import safe
from telephony.export.source import Source
from telephony.formatting.units import Unit
from telephony.frames.hour_columns import unknown_hours
from telephony.metrics.hours import CellState, HourFilter, inside, partial_hour_words
from telephony.metrics.registry import HOUR_METRICS, METRICS
from telephony.periods.working_hours_text import hours_text
from telephony.query.view import Direction, Query, View
from telephony.query.words import comparison_not_applied

# Programs may count on the order: new fields are appended.
_AS_OF_EXTENSIONS: Final = (
    "inbound_answered",
    "inbound_unanswered",
    "inbound_talk_seconds",
    "outbound_answered",
    "outbound_unanswered",
    "outbound_talk_seconds",
    "calls",
)
_BY_THE_HOUR: Final = ("inbound", "outbound", "answered", "unanswered")
LAYOUT: Final = FileLayout(
    "Hours",
    "Calls by the hour",
    {
        "hour": Field("hour", safe),
        **{name: FIELDS[name] for name in _AS_OF_EXTENSIONS},
        **{name: number_field(name, Unit.CALLS) for name in _BY_THE_HOUR},
        "hour_end": Field("hour_end", safe),
        "state": Field("state", safe),
    },
)
_DEFINITIONS: Final = {
    "hour": Definition("Hour", "The beginning of the hour with its offset from UTC."),
    **{
        field.key: defined(METRICS[field.key], METRICS[field.key].label)
        for field in (FIELDS[name] for name in _AS_OF_EXTENSIONS)
    },
    **{key: defined(metric, metric.label) for key, metric in HOUR_METRICS.items()},
    "hour_end": Definition("Hour end", "The end of the hour with its offset from UTC."),
    "state": Definition(
        "State",
        "figure: complete. unknown: a number is missing. running: not over, or cut by the range.",
    ),
}


@dataclass(frozen=True)
class HoursProvenance(Provenance):
    """hours: the selected working hours, as in a link."""

    hours: str = "all"

    def values(self) -> dict[str, str]:
        """By name of the column."""
        return {**super().values(), "hours": self.hours}


def hours_provenance(query: Query, answer: HoursAnswer, view: View) -> HoursProvenance:
    """The query and the time of the hours."""
    complete = counted_hours(answer, query, view).complete
    return HoursProvenance(query, answer.as_of, complete, hours=hours_text(view.hours))


def counted_hours(answer: HoursAnswer, query: Query, view: View) -> HoursAnswer:
    """The hours within the selected working hours."""
    return answer.limited_to(inside(answer.frame, _hour_filter(answer, query, view)))


def hours_export(
    answer: HoursAnswer, query: Query, view: View, source: Source, holidays: Sequence[str] = ()
) -> Export:
    """The hours in order of time, for a file in any format.

    ``hour`` is the beginning of the hour with its UTC offset, which distinguishes hours that clocks
    repeat. Fields are named and written as in the file of extensions; what the PBX's hourly reports
    lack is empty, and so is what is unknown. ``state`` is ``figure`` (complete), ``unknown``, or
    ``running`` where the hour is not over or the range cuts it. ``holidays`` are sentences on
    holidays that are not left out.
    """
    counted = counted_hours(answer, query, view)
    provenance = hours_provenance(query, answer, view)
    rows = _rows(counted.frame, _hour_filter(answer, query, view))
    notes = _notes(counted, rows, (*holidays, *view_remarks(answer, query, view)))
    own = About({"rows": len(rows)}, notes, _DEFINITIONS)
    link = fixed_link(view, provenance, source)
    about = about_file("calls by the hour", provenance, source, link, own)
    return Export(rows, tuple(LAYOUT.fields), provenance, about, LAYOUT)


def not_applied(view: View) -> str:
    """A sentence on the filters that do not apply to hours; empty without any."""
    narrowed = (view.search, view.filter, view.selected, view.trend.extension)
    if not any(narrowed) and view.direction is Direction.BOTH:
        return ""
    return (
        "The PBX counts a whole group by the hour: the search, the filter, the direction and "
        "selected extensions do not apply here."
    )


def view_remarks(answer: HoursAnswer, query: Query, view: View) -> tuple[str, ...]:
    """What of the view does not apply, or not to the minute, a sentence each."""
    ignored = not_applied(view)
    return (
        *([ignored] if ignored else []),
        *comparison_not_applied(view),
        *partial_hour_words(answer.frame, _hour_filter(answer, query, view)),
        *([] if answer.exact else ["An extension in several of the groups counts in each."]),
    )


def hours_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``hours_GRP0000_2026-11-16_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "hours")


def _hour_filter(answer: HoursAnswer, query: Query, view: View) -> HourFilter:
    return HourFilter(query.period, answer.as_of, view.hours)


def _rows(kept: pd.DataFrame, hour_filter: HourFilter) -> pd.DataFrame:
    calls = kept["inbound"] + kept["outbound"]
    starts = [at.to_pydatetime() for at in kept["hour_start"]]
    ends = [at.to_pydatetime() for at in kept["hour_end"]]
    limits = zip(starts, ends, unknown_hours(kept), strict=True)
    zone = hour_filter.period.zone
    return as_in_files(kept).assign(
        calls=calls,
        state=[_state(lost, hour_filter.is_whole(start, end)) for start, end, lost in limits],
        hour=[at.astimezone(zone).isoformat() for at in starts],
        hour_end=[at.astimezone(zone).isoformat() for at in ends],
    )


def _state(unknown: bool, whole: bool) -> str:
    if unknown:
        return CellState.UNKNOWN.value
    return (CellState.VALUE if whole else CellState.RUNNING).value


def _notes(answer: HoursAnswer, rows: pd.DataFrame, said: Sequence[str]) -> tuple[str, ...]:
    """What does not apply, what is doubtful, and which hours are gaps."""
    notes = (*said, *answer.quality.words(), *answer.staleness)
    unknown = rows.loc[rows["state"] == CellState.UNKNOWN.value, "hour"]
    return (*notes, *(f"{hour}: unknown." for hour in unknown))
