"""One extension as a file: one row per day, with the normal range of its calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from pandas.arrays import IntegerArray

from telephony.answers.extensions import NO_EXTENSIONS
from telephony.answers.history import History
from telephony.export.about import Definition, defined
from telephony.export.contents import Export
from telephony.export.fields import Field, FileLayout, number_field
from telephony.export.provenance import Provenance, file_name
from telephony.export.safety import safe
from telephony.export.source import Source
from telephony.export.trends import LAYOUT as DAYS
from telephony.export.trends import Days, DaysProvenance, days_export, nobody_words
from telephony.formatting.units import Unit
from telephony.metrics.normal_band import WEEKS, Verdict
from telephony.metrics.normal_load import ExtensionLoad
from telephony.metrics.normal_words import load_sentence
from telephony.metrics.page_metrics import BAND_METRICS
from telephony.query.view import Direction, Query, StepLength, View
from telephony.query.words import not_applied

_BEFORE: Final = f"The same weekdays of the {WEEKS} weeks before the range"
_MEANINGS: Final = {
    **{
        key: defined(BAND_METRICS[key], BAND_METRICS[key].label)
        for key in ("calls_low", "calls_high")
    },
    "verdict": Definition(
        "Verdict", f"Where the day's calls lie: {', '.join(Verdict)}.",
        "Of 20 ordinary days about one is not normal by chance.",
        "Empty without a normal range, and for a day that is incomplete or not over.",
    ),
    "reference_days": Definition(
        "Days compared with", f"{_BEFORE} that are complete.",
    ),
}  # fmt: skip
# Programs may count on the order: new fields are appended.
_FIRST: Final = (
    "date",
    "inbound_answered",
    "inbound_unanswered",
    "inbound_talk_seconds",
    "outbound_answered",
    "outbound_unanswered",
    "outbound_talk_seconds",
)
_FURTHER: Final = ("state", "marks", "calls", "pick_up_rate_share", "connect_rate_share")
LAYOUT: Final = FileLayout(
    "Extension",
    "Calls of one extension by day",
    {
        **{name: DAYS.fields[name] for name in _FIRST},
        "calls_low": number_field("calls_low", Unit.CALLS),
        "calls_high": number_field("calls_high", Unit.CALLS),
        "verdict": Field("verdict", safe),
        **{name: DAYS.fields[name] for name in _FURTHER},
        "reference_days": number_field("reference_days", Unit.CALLS),
    },
)


@dataclass(frozen=True)
class ExtensionDays:
    """One extension's load and what it was made of; ``marks`` are own events by day."""

    loaded: ExtensionLoad
    marks: tuple[str, ...]
    history: History
    reference: History
    query: Query
    view: View

    @property
    def days(self) -> Days:
        """The same as a trend by day."""
        trend = replace(self.view.trend, by=StepLength.DAY)
        view = replace(self.view, trend=trend, hours=None, holidays=True)
        return Days(
            self.loaded.trend, self.marks, self.history, self.query, view, self._not_applied
        )

    @property
    def nobody(self) -> str:
        """That there is no such extension; empty where there is, or may be: days are missing."""
        before = self.reference.places_of(self.view.trend.extension)
        if len(before) or self.loaded.load.missing:
            return ""
        if self.history.frame.empty:
            return NO_EXTENSIONS
        return nobody_words(self.loaded.trend, self.history, self.view)

    @property
    def _not_applied(self) -> tuple[str, ...]:
        zone = self.query.period.zone.key
        sentences = not_applied(self.view, zone, "this file", one_extension=True)
        if self.view.search or self.view.filter:
            sentences += ("Search and filter do not apply to a file on one extension.",)
        return sentences

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader of the numbers has to know first, a sentence each."""
        return self.days.remarks

    @property
    def provenance(self) -> DaysProvenance:
        """The query and the time of the values."""
        made = self.days.provenance
        return replace(made, complete=made.complete and self.reference.complete)


def extension_export(content: ExtensionDays, source: Source) -> Export:
    """The days in order, for a file in any format; see ``days_export``."""
    made, load = days_export(content.days, source), content.loaded.load
    bands = load.bands
    rows = made.rows.assign(
        calls_low=_integers([band.low if band else None for band in bands]),
        calls_high=_integers([band.high if band else None for band in bands]),
        verdict=[verdict or "" for verdict in load.verdicts],
        reference_days=list(load.reference_days),
    )
    direction = content.view.direction
    kind = "" if direction is Direction.BOTH else direction.value
    facts: dict[str, str | int] = {
        "contents": "calls of one extension by day",
        "normal_load": content.nobody or load_sentence(load, content.loaded.name, kind),
    }
    if load.band is not None:
        facts |= {
            "calls": load.calls,
            "calls_low": load.band.low,
            "calls_high": load.band.high,
            "verdict": load.band.verdict(load.calls),
        }
    about = replace(
        made.about,
        facts={**made.about.facts, **content.provenance.values(), **facts},
        notes=(*made.about.notes, *_reference_notes(content.reference)),
        definitions={**made.about.definitions, **_MEANINGS},
    )
    return Export(rows, tuple(LAYOUT.fields), content.provenance, about, LAYOUT)


def extension_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``extension_100_GRP0000_2026-08-25_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "extension")


def _integers(values: Sequence[int | None]) -> IntegerArray:
    lost = np.array([value is None for value in values], dtype=bool)
    return IntegerArray(np.array([value or 0 for value in values], dtype=np.int64), lost)


def _reference_notes(reference: History) -> tuple[str, ...]:
    """That days to compare with are missing."""
    lacking = len(reference.buckets) - len(reference.complete_buckets)
    if not lacking:
        return ()
    days = len(reference.buckets)
    return (f"Of the {days} days before that it is compared with, {lacking} lack values.",)
