"""The rates of each extension as a file, with how sure they are and what chance allows."""

from __future__ import annotations

from dataclasses import replace
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
from telephony.metrics.page_metrics import RATE_METRICS
from telephony.metrics.registry import Metric
from telephony.metrics.reliability import RATES, Reliability, reliability_of
from telephony.metrics.reliability_words import headline
from telephony.metrics.view_rows import view_rows
from telephony.periods.range_progress import no_time_words
from telephony.query.view import Direction, Query, View
from telephony.query.words import not_applied

# Programs may count on the order: new fields are appended.
LAYOUT: Final = FileLayout(
    "Rates",
    "Reliability of rates",
    {
        "extension": FIELDS["extension"],
        "display_name": FIELDS["display_name"],
        "offered": number_field("offered", Unit.CALLS),
        "answered": number_field("answered", Unit.CALLS),
        "rate": number_field("rate", Unit.RATE),
        "low_95": number_field("low_95", Unit.RATE),
        "high_95": number_field("high_95", Unit.RATE),
        "funnel_low_998": number_field("funnel_low_998", Unit.RATE),
        "funnel_high_998": number_field("funnel_high_998", Unit.RATE),
        "outlier": Field("outlier", safe),
        "funnel_low_95": number_field("funnel_low_95", Unit.RATE),
        "funnel_high_95": number_field("funnel_high_95", Unit.RATE),
        "rank_from": number_field("rank_from", Unit.CALLS),
        "rank_to": number_field("rank_to", Unit.CALLS),
    },
)


def rates_view(view: View) -> View:
    """The view of one rate: outbound is the connect rate, anything else the pick-up rate."""
    return view if view.direction in RATES else replace(view, direction=Direction.INBOUND)


def view_rates(answer: ExtensionsAnswer, query: Query, view: View) -> Reliability:
    """The rates of the extensions that the view shows, in its direction."""
    rows = view_rows(answer, query, view)
    return reliability_of(rows, view.direction, group_size=len(answer.frame))


def rates_provenance(answer: ExtensionsAnswer, query: Query, view: View) -> Provenance:
    """The query and the time of the rates, with the direction that they are of."""
    return Provenance(query, answer.as_of, answer.complete, rates_view(view).direction)


def rates_export(answer: ExtensionsAnswer, query: Query, view: View, source: Source) -> Export:
    """The rows for a file in any format."""
    view = rates_view(view)
    found = view_rates(answer, query, view)
    provenance = rates_provenance(answer, query, view)
    notes = (*not_applied(view, query.period.zone.key, "this file"), *notes_of(answer))
    facts = {**narrowing_facts(view), **_facts(found, query, answer)}
    link = fixed_link(view, provenance, source)
    own = About(facts, notes, _definitions(found.metric))
    about = about_file("reliability of rates", provenance, source, link, own)
    return Export(found.rows, tuple(LAYOUT.fields), provenance, about, LAYOUT)


def rates_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``rates_GRP0000_2026-11-16_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "rates")


def _facts(found: Reliability, query: Query, answer: ExtensionsAnswer) -> dict[str, str | int]:
    """What the rates are compared with; empty without calls."""
    return {
        "finding": no_time_words(query.period, answer.as_of)
        or headline(found, lacks_rows=not answer.has_all_rows),
        "extensions": f"{len(found.rows)} of {len(answer.frame)}",
        "rate_of": found.metric.label,
        "group_rate": "" if found.rate is None else fixed_decimals(found.rate, 6),
        "group_answered": found.answered,
        "group_offered": found.offered,
        "overdispersion": fixed_decimals(found.factor, 6),
        "ranked": f"{found.ranked} of {len(found.rows)}",
    }


def _definitions(metric: Metric) -> dict[str, Definition]:
    funnel, inner, rank = (RATE_METRICS[key] for key in ("funnel_998", "funnel_95", "rank"))
    calls = "inbound calls" if metric.key == "pick_up_rate" else "outbound calls"
    return {
        "extension": Definition("Extension", "The number of the extension."),
        "display_name": Definition("Name", "The extension's name on the PBX."),
        "offered": Definition("Calls", f"All {calls} of the extension."),
        "answered": Definition("Answered", f"Its {calls} that were answered."),
        "rate": defined(metric, metric.label),
        **{
            key: defined(RATE_METRICS[key], RATE_METRICS[key].label)
            for key in ("low_95", "high_95")
        },
        "funnel_low_998": defined(funnel, f"Lower {funnel.label}"),
        "funnel_high_998": defined(funnel, f"Upper {funnel.label}"),
        "outlier": Definition("Outlier", "above or below the 99.8 % limits, or no."),
        "funnel_low_95": defined(inner, f"Lower {inner.label}"),
        "funnel_high_95": defined(inner, f"Upper {inner.label}"),
        "rank_from": defined(rank, f"{rank.label} from"),
        "rank_to": defined(rank, f"{rank.label} to"),
    }
