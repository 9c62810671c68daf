"""A trend as a file: one row per day, week or month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telephony.answers.history import History
from telephony.export.about import About, Definition, about_file, defined, fixed_link
from telephony.export.contents import Export
from telephony.export.fields import FIELDS, Field, FileLayout, number_field
from telephony.export.provenance import Provenance, file_name
from telephony.export.safety import safe
from telephony.export.source import Source
from telephony.formatting.units import Unit
from telephony.frames.former_names import former_words
from telephony.metrics.registry import METRICS, label_of
from telephony.metrics.step_words import STATE_WORDS
from telephony.metrics.steps import WITHOUT_DATA, StepState
from telephony.metrics.trends import KEYS, Trend
from telephony.periods.working_hours_text import hours_text
from telephony.query.view import Query, View
from telephony.query.words import comparison_not_applied

_FIRST: Final = (
    "inbound_answered",
    "inbound_unanswered",
    "inbound_talk_seconds",
    "outbound_answered",
    "outbound_unanswered",
    "outbound_talk_seconds",
)
# Programs may count on the order: new fields are appended.
DAY_FIELDS: Final = (
    *_FIRST,
    *(name for name, field in FIELDS.items() if field.key in KEYS and name not in _FIRST),
)
_STATES: Final = ", ".join(state.value.replace(" ", "_") for state in StepState)
_MEANINGS: Final = {
    "date": Definition("Date", "The first day of the step in the range's zone."),
    "pick_up_low": Definition("Pick-up rate, low", "The lower end of the rate's 95 % band."),
    "pick_up_high": Definition("Pick-up rate, high", "The upper end of the rate's 95 % band."),
    "last_date": Definition("Last date", "The last day of the step."),
    "state": Definition("State", f"How complete the row is: {_STATES}. A gap has no values."),
    "days": Definition("Days", "Days of the step in the range."),
    "days_held": Definition("Days held", "Days of the step in the range that have data."),
    "marks": Definition("Marks", "Holidays and own events in the step."),
}
LAYOUT: Final = FileLayout(
    "Days",
    "Calls over time",
    {
        "date": Field("date", safe),
        **{name: FIELDS[name] for name in DAY_FIELDS},
        "pick_up_rate_low_share": number_field("pick_up_low", Unit.RATE),
        "pick_up_rate_high_share": number_field("pick_up_high", Unit.RATE),
        "last_date": Field("last_date", safe),
        "state": Field("state", safe),
        "days": number_field("days", Unit.CALLS),
        "days_held": number_field("days_held", Unit.CALLS),
        "marks": Field("marks", safe),
    },
)


@dataclass(frozen=True)
class DaysProvenance(Provenance):
    """by: the length of a step. only_extension: the only extension it is about, empty for all.

    hours: the selected working hours, as in a link.
    """

    by: str = ""
    only_extension: str = ""
    hours: str = "all"

    @property
    def subject(self) -> str:
        """The only extension."""
        return self.only_extension

    def values(self) -> dict[str, str]:
        """By name of the column."""
        own = {"by": self.by, "only_extension": self.only_extension}
        return {**own, **super().values(), "hours": self.hours}


@dataclass(frozen=True)
class Days:
    """A trend and what it was made of; ``marks`` are own events by step.

    ``unheeded`` says what of the view does not apply, a sentence each.
    """

    trend: Trend
    marks: Sequence[str]
    history: History
    query: Query
    view: View
    unheeded: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader of the numbers has to know first, a sentence each."""
        nobody = nobody_words(self.trend, self.history, self.view)
        elsewhere = comparison_not_applied(self.view)
        return (*self.unheeded, *elsewhere, *([nobody] if nobody else []))

    @property
    def provenance(self) -> DaysProvenance:
        """The query and the time of the values."""
        history, view = self.history, self.view
        by, extension = self.trend.by.value, view.trend.extension
        return DaysProvenance(
            self.query,
            history.as_of,
            history.complete,
            view.direction,
            by,
            extension,
            hours_text(view.hours),
        )


def days_export(days: Days, source: Source) -> Export:
    """The steps in order of time, for a file in any format.

    ``date`` is the first day of the step in the range's zone, ``last_date`` its last. Fields are
    named and written as in the file of the extensions. A gap has no values; ``state``,
    ``days`` and ``days_held`` say what is missing.
    """
    trend, view, provenance = days.trend, days.view, days.provenance
    rows = trend.frame.assign(
        date=[step.first.isoformat() for step in trend.steps],
        last_date=[step.last.isoformat() for step in trend.steps],
        state=[state.value.replace(" ", "_") for state in trend.states],
        marks=list(days.marks),
    )
    particulars: dict[str, str | int] = {
        "search": view.search,
        "filter": view.filter,
        "rows": len(rows),
    }
    metrics = {key: defined(METRICS[key], label_of(key, view.direction)) for key in KEYS}
    notes = (*days.remarks, *_notes(trend, days.history))
    own = About(particulars, notes, {**metrics, **_MEANINGS})
    link = fixed_link(view, provenance, source)
    about = about_file("calls over time", provenance, source, link, own)
    return Export(rows, tuple(LAYOUT.fields), provenance, about, LAYOUT)


def nobody_words(trend: Trend, history: History, view: View) -> str:
    """A sentence where none of the extensions is one that the view is about; empty otherwise."""
    if trend.rows or history.frame.empty:
        return ""
    what = f"extension {view.trend.extension}" if view.trend.extension else "such extension"
    return f"There is no {what} here in this range."


def days_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``days_GRP0000_2026-08-25_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "days")


def _notes(trend: Trend, history: History) -> tuple[str, ...]:
    """What was odd, and which steps are gaps."""
    notes = history.quality.words()
    if trend.former_names:
        notes.append(former_words(trend.former_names, trend.zone))
    notes += history.staleness
    notes += [
        f"{step.first.isoformat()} to {step.last.isoformat()}: {STATE_WORDS[state]}."
        for step, state in zip(trend.steps, trend.states, strict=True)
        if state in WITHOUT_DATA or state is StepState.INCOMPLETE
    ]
    return tuple(notes)
