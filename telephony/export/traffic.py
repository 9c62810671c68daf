"""The traffic by the hour of the week as a file: how many people are on the phone at once."""

from __future__ import annotations

from typing import Final

from telephony.answers.hours import HoursAnswer
from telephony.export.about import About, Definition, about_file, defined, fixed_link
from telephony.export.contents import Export
from telephony.export.fields import Field, FileLayout, number_field
from telephony.export.provenance import Provenance, file_name
from telephony.export.safety import safe
from telephony.export.source import Source
from telephony.formatting.numbers import fixed_decimals
from telephony.formatting.units import Unit
from telephony.metrics.hour_words import when_shortly
from telephony.metrics.hours import HourFilter, left_out_words
from telephony.metrics.page_metrics import LOAD_METRICS
from telephony.metrics.registry import HOUR_METRICS
from telephony.metrics.traffic import Traffic, traffic_of
from telephony.metrics.workload_words import traffic_words
from telephony.periods.working_hours import WEEKDAYS
from telephony.query.view import Direction, Query, View
from telephony.query.words import not_applied

# Programs may count on the order: new fields are appended.
LAYOUT: Final = FileLayout(
    "Traffic",
    "Traffic by the hour of the week",
    {
        "weekday": Field("weekday", safe),
        "hour": Field("hour", safe),
        "erlangs": number_field("erlangs", Unit.ERLANGS),
        "talk_seconds": number_field("talk", Unit.TALK),
        "hours": number_field("hours", Unit.CALLS),
        "hours_unknown": number_field("unknown", Unit.CALLS),
        "offset": Field("offset", safe),
        "state": Field("state", safe),
    },
)
_DEFINITIONS: Final = {
    "weekday": Definition("Weekday", "mon to sun."),
    "hour": Definition("Hour", "The beginning of the hour on the wall clock."),
    "erlangs": defined(LOAD_METRICS["hour_traffic"], LOAD_METRICS["hour_traffic"].label),
    "talk": defined(HOUR_METRICS["talk"], HOUR_METRICS["talk"].label),
    "hours": Definition("Hours", "How many such hours took place and count."),
    "unknown": Definition("Hours unknown", "Such hours whose talk time is unknown; not counted."),
    "offset": Definition("Offset", "From UTC, of an hour that clocks show a second time."),
    "state": Definition(
        "State", "figure: complete. unknown, running, never: why there is no value."
    ),
}


def answer_traffic(answer: HoursAnswer, query: Query) -> Traffic:
    """The traffic of hours that were counted one by one."""
    return traffic_of(answer.frame, HourFilter(query.period, answer.as_of))


def whole_group_words(view: View) -> str:
    """That what narrows a view to some calls does not apply to traffic; empty where nothing does.

    Hours are counted for the whole group.
    """
    if view.direction is Direction.BOTH and not (view.search or view.filter or view.selected):
        return ""
    return (
        "The whole group counts here: the search, the filter, the direction and selected "
        "extensions do not apply."
    )


def view_remarks(view: View, query: Query) -> tuple[str, ...]:
    """What of the view does not apply to the file, a sentence each."""
    of_the_group = whole_group_words(view)
    elsewhere = not_applied(view, query.period.zone.key, "this file")
    return (*([of_the_group] if of_the_group else []), *elsewhere)


def traffic_export(answer: HoursAnswer, query: Query, view: View, source: Source) -> Export:
    """A row per weekday and hour, Monday first, for a file in any format."""
    traffic = answer_traffic(answer, query)
    provenance = Provenance(query, answer.as_of, answer.complete)
    peak = traffic.peak
    facts: dict[str, str | int] = {
        "finding": traffic_words(traffic),
        "mean_erlangs": "" if traffic.mean is None else fixed_decimals(traffic.mean, 6),
        "peak_erlangs": "" if peak is None else fixed_decimals(float(peak["erlangs"]), 6),
        "peak_hour": "" if peak is None else when_shortly(peak),
        "hours": traffic.hours,
    }
    left_out = left_out_words(answer.frame, HourFilter(query.period, answer.as_of))
    notes = (
        *view_remarks(view, query),
        *left_out,
        *answer.quality.words(),
        *answer.staleness,
    )
    link = fixed_link(view, provenance, source)
    own = About(facts, notes, _DEFINITIONS)
    about = about_file("traffic by the hour of the week", provenance, source, link, own)
    cells = traffic.cells.sort_values(["weekday", "hour", "again"], kind="stable")
    rows = cells.assign(
        weekday=[WEEKDAYS[day] for day in cells["weekday"]],
        hour=[f"{hour:02d}:00" for hour in cells["hour"]],
        talk=cells["total"],
    ).reset_index(drop=True)
    return Export(rows, tuple(LAYOUT.fields), provenance, about, LAYOUT)


def traffic_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``traffic_GRP0000_2026-11-16_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "traffic")
