"""The workload of each extension as a file, with how concentrated it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from telephony.answers.extensions import ExtensionsAnswer
from telephony.export.about import (
    About,
    Definition,
    about_file,
    defined,
    fixed_link,
    narrowing_facts,
    notes_of,
)
from telephony.export.contents import Export
from telephony.export.fields import FIELDS, Field, FileLayout, number_field
from telephony.export.provenance import Provenance, file_name
from telephony.export.safety import safe
from telephony.export.source import Source
from telephony.formatting.numbers import fixed_decimals
from telephony.formatting.units import Unit
from telephony.metrics.page_metrics import LOAD_METRICS
from telephony.metrics.registry import METRICS
from telephony.metrics.view_rows import all_rows, view_rows
from telephony.metrics.workload import AreaTalk, Workload, workload_of
from telephony.metrics.workload_words import AREAS_OVERLAP, headline
from telephony.periods.range_progress import no_time_words
from telephony.query.view import CallArea, Query, View
from telephony.query.words import not_applied

# Programs may count on the order: new fields are appended.
LAYOUT: Final = FileLayout(
    "Workload",
    "Workload per extension",
    {
        "extension": FIELDS["extension"],
        "display_name": FIELDS["display_name"],
        "calls": FIELDS["calls"],
        "talk_seconds": FIELDS["talk_seconds"],
        "talk_share": number_field("talk_share", Unit.RATE),
        "cumulative_share": number_field("cumulative_share", Unit.RATE),
        "internal_talk_seconds": number_field("internal_talk", Unit.TALK),
        "external_talk_seconds": number_field("external_talk", Unit.TALK),
        "internal_share": number_field("internal_share", Unit.RATE),
        "erlangs": FIELDS["erlangs"],
        "absent": Field("absent", safe),
        "talk_if_absent_seconds": number_field("talk_if_absent", Unit.TALK),
    },
)
_DEFINITIONS: Final = {
    "extension": Definition("Extension", "The number of the extension."),
    "display_name": Definition("Name", "The extension's name on the PBX."),
    "talk_share": defined(METRICS["share_of_talk"], METRICS["share_of_talk"].label),
    "absent": Definition("Absent", "yes: one of those selected, whose load the others carry."),
    **{key: defined(METRICS[key], METRICS[key].label) for key in ("calls", "talk", "erlangs")},
    **{key: defined(metric, metric.label) for key, metric in LOAD_METRICS.items()},
}


@dataclass(frozen=True)
class AreaAnswers:
    """The answers of the internal and the external calls of a query's groups and period."""

    internal: ExtensionsAnswer
    external: ExtensionsAnswer

    def talk(self, query: Query, view: View) -> tuple[AreaTalk, AreaTalk]:
        """Their talk times in the direction of the view."""
        internal, external = (
            AreaTalk(all_rows(answer, query, view.direction), answer.has_all_rows)
            for answer in (self.internal, self.external)
        )
        return internal, external


def area_queries(query: Query) -> tuple[Query, Query]:
    """What is asked for ``AreaAnswers``: the internal, then the external calls."""
    internal, external = (
        replace(query, area=area) for area in (CallArea.INTERNAL, CallArea.EXTERNAL)
    )
    return internal, external


def view_workload(
    answer: ExtensionsAnswer, query: Query, view: View, areas: AreaAnswers | None = None
) -> Workload:
    """The workload of a view, whose selected extensions are absent."""
    rows = view_rows(answer, query, view)
    talk = areas.talk(query, view) if areas else ()
    return workload_of(rows, view.selected, *talk, group_size=len(answer.frame))


def workload_provenance(
    answer: ExtensionsAnswer, query: Query, view: View, areas: AreaAnswers | None = None
) -> Provenance:
    """The query, and the time of the oldest of the answers; complete where all are."""
    answers = [answer, *([areas.internal, areas.external] if areas else [])]
    as_of = min(each.as_of for each in answers)
    complete = all(each.complete for each in answers)
    return Provenance(query, as_of, complete, view.direction)


def workload_export(
    answer: ExtensionsAnswer,
    query: Query,
    view: View,
    areas: AreaAnswers | None,
    source: Source,
) -> Export:
    """The rows for a file in any format; without ``areas`` their columns are empty."""
    load = view_workload(answer, query, view, areas)
    provenance = workload_provenance(answer, query, view, areas)
    answers = [answer, *([areas.internal, areas.external] if areas else [])]
    notes = dict.fromkeys(
        (
            *not_applied(view, query.period.zone.key, "this file"),
            *(note for each in answers for note in notes_of(each)),
            *([AREAS_OVERLAP] if areas else []),
        )
    )
    own = About(
        {**narrowing_facts(view), **_facts(load, query, answer)},
        tuple(notes),
        _DEFINITIONS,
    )
    link = fixed_link(view, provenance, source)
    about = about_file("workload per extension", provenance, source, link, own)
    return Export(load.rows, tuple(LAYOUT.fields), provenance, about, LAYOUT)


def workload_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``workload_GRP0000_2026-11-16_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "workload")


def _facts(load: Workload, query: Query, answer: ExtensionsAnswer) -> dict[str, str | int]:
    """How concentrated the load is; empty where there is none."""
    busiest = load.busiest
    return {
        "finding": no_time_words(query.period, answer.as_of)
        or headline(load, lacks_rows=not answer.has_all_rows),
        "extensions": f"{load.everyone} of {len(answer.frame)}",
        "gini": _number(load.gini),
        "effective_people": _number(load.effective_people),
        "busiest_extensions": "" if busiest is None else f"{busiest.few} of {busiest.everyone}",
        "busiest_share": "" if busiest is None else _number(busiest.share),
    }


def _number(value: float | None) -> str:
    return "" if value is None else fixed_decimals(value, 6)
