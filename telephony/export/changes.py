"""What changed as a file: one row per extension with the parts of its change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import isnan
from typing import Any

import pandas as pd

from telephony.export.about import About, about_file, fixed_link, notes_of
from telephony.export.change_fields import LAYOUT, SIDES, WHEN, definitions_of_changes
from telephony.export.contents import Export
from telephony.export.provenance import Provenance, file_name
from telephony.export.source import Source
from telephony.formatting.locale_style import ENGLISH
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.certainty import difference_interval, of_counts, of_rates
from telephony.metrics.change_sentences import sentences_of
from telephony.metrics.changes import Changes, ExtensionChange
from telephony.metrics.extension_values import Values
from telephony.metrics.sentence_pieces import plain
from telephony.metrics.view_changes import ComparedAnswers, Comparison
from telephony.periods.range_progress import compared_progress_words
from telephony.periods.update6 import break_words
from telephony.query.view import View
from telephony.query.words import not_applied


@dataclass(frozen=True)
class ChangesProvenance(Provenance):
    """compared: the query that it is compared with; of_groups: it is another group's."""

    compared_from: str = ""
    compared_to: str = ""
    compared_group: str = ""

    def values(self) -> dict[str, str]:
        """By name of the column."""
        return {
            **super().values(),
            "compared_from": self.compared_from,
            "compared_to": self.compared_to,
            "compared_group": self.compared_group,
        }


@dataclass(frozen=True)
class ChangesFile:
    """The changes of a view and what they are made of.

    newer_from: the day since which the PBX counts as it does now (``periods.update6``).
    """

    answers: ComparedAnswers
    changes: Changes
    comparison: Comparison
    view: View
    newer_from: date | None = None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What of the view does not apply here, and why values cannot be compared."""
        view = replace(self.view, against="")
        zone = self.answers.query.period.zone.key
        own, other = self.answers.periods
        why_not = (
            compared_progress_words(own, other, self.answers.answer.as_of),
            break_words(self.newer_from, self.answers.periods),
        )
        return (*not_applied(view, zone, "this file"), *filter(None, why_not))

    @property
    def provenance(self) -> ChangesProvenance:
        """Both queries, and the time of the older values."""
        answers, zone = self.answers, self.answers.query.period.zone
        period = answers.other_query.period
        return ChangesProvenance(
            answers.query,
            min(answers.answer.as_of, answers.other.as_of),
            answers.complete,
            self.view.direction,
            period.start.astimezone(zone).isoformat(),
            period.end.astimezone(zone).isoformat(),
            self.view.against,
        )


def changes_export(file: ChangesFile, source: Source) -> Export:
    """A row per extension of either side, largest change of talk time first.

    In each row, and so in all together, ``talk_change_seconds`` is exactly the sum of the two parts
    behind it; ``mix_points`` and ``people_points`` of all rows are the change of the group's
    pick-up rate. What is unknown or does not exist is empty.
    """
    rows = pd.DataFrame(
        {key: _column(key, values) for key, values in _columns(file).items()},
    )
    answers = file.answers
    notes = dict.fromkeys((*file.remarks, *notes_of(answers.answer), *notes_of(answers.other)))
    own = About(_facts(file), tuple(notes), definitions_of_changes(file.comparison))
    provenance = file.provenance
    link = fixed_link(file.view, provenance, source)
    about = about_file("what changed", provenance, source, link, own)
    return Export(rows, tuple(LAYOUT.fields), provenance, about, LAYOUT)


def changes_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``changes_GRP0000_2026-11-16_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "changes")


def _column(key: str, values: list[Any]) -> Any:
    unit = LAYOUT.unit_of(key)
    if unit is None:
        return pd.array(values, dtype="str")
    whole = unit is Unit.CALLS or unit.is_time
    return pd.array(values, dtype="Int64" if whole else "Float64")


def _columns(file: ChangesFile) -> dict[str, list[Any]]:
    keys = [field.key for field in LAYOUT.fields.values()]
    rows = [_row(one, file.comparison) for one in file.changes.rows]
    return {key: [row.get(key) for row in rows] for key in keys}


def _row(one: ExtensionChange, compared: Comparison) -> dict[str, Any]:
    found: dict[str, Any] = {
        "extension": one.extension,
        "display_name": one.display_name,
        "status": one.status.value,
        "calls_certainty": "",
        "pick_up_certainty": "",
    }
    for at, values in zip(WHEN, (one.before, one.now), strict=True):
        found |= {f"{name}_{at}": value for name, value in _values(values).items()}
    if one.split is not None:
        found["talk_change"] = one.split.change_us
        found["from_more_calls"] = one.split.more_calls_us
        found["from_longer_calls"] = one.split.longer_calls_us
    for side, split in (one.talk or {}).items():
        found[f"{side}_more_calls"] = split.more_calls_us
        found[f"{side}_longer_calls"] = split.longer_calls_us
    if one.rate is not None:
        found["mix_points"] = one.rate.mix * 100
        found["people_points"] = one.rate.people * 100
    if one.before.calls is not None and one.now.calls is not None:
        lengths = compared.before_seconds, compared.now_seconds
        found["calls_certainty"] = of_counts(one.before.calls, one.now.calls, *lengths).value
    if one.before.taken is not None and one.now.taken is not None:
        found["pick_up_certainty"] = of_rates(one.before.taken, one.now.taken).value
        low, high = difference_interval(one.before.taken, one.now.taken)
        if not isnan(low):
            found["pick_up_change_low"], found["pick_up_change_high"] = low * 100, high * 100
    return found


def _values(values: Values) -> dict[str, Any]:
    """By the name of the column without its end, ``before`` or ``now``."""
    talk, taken = values.all_talk, values.taken
    found: dict[str, Any] = {"calls": values.calls}
    if talk is not None:
        found["talk"] = talk.talk_us
    for side in SIDES:
        if values.talk is not None and side in values.talk:
            found[f"{side}_answered"] = values.talk[side].calls
            found[f"{side}_talk"] = values.talk[side].talk_us
    if taken is not None:
        found |= {"pick_up": taken.rate, "inbound_calls": taken.calls}
    return found


def _facts(file: ChangesFile) -> dict[str, str | int]:
    changes, compared = file.changes, file.comparison
    facts: dict[str, str | int] = {
        "compared_with": compared.before,
        "answer": " ".join(map(plain, sentences_of(changes, compared, ENGLISH))),
        "search": file.view.search,
        "filter": file.view.filter,
        "rows": len(changes.rows),
    }
    if compared.why_not:
        return facts
    talk, rate = changes.talk, changes.rate
    time, share, points = (FORMATS[unit].text for unit in (Unit.TALK, Unit.RATE, Unit.POINTS))
    facts |= {
        "talk_seconds_before": time(talk.before_us),
        "talk_seconds_now": time(talk.now_us),
        "like_for_like_seconds": time(talk.like_for_like.change_us),
        "new_seconds": time(talk.new_us),
        "gone_seconds": time(talk.gone_us),
    }
    if rate.split is not None:
        facts |= {
            "pick_up_before_share": share(rate.before.rate),
            "pick_up_now_share": share(rate.now.rate),
            "mix_points": points(rate.split.mix * 100),
            "people_points": points(rate.split.people * 100),
        }
    return facts
