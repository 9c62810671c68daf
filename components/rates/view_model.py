"""What the page of rates shows, built once per answer and view and memoized."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components.shared.answers_loading import LoadedAnswer
from components.shared.charts import MAX_CACHED, Chart
from components.shared.memo import memoized
from telephony.charts.rates.funnel import describe_funnel, funnel_plot
from telephony.export.rates import rates_view, view_rates
from telephony.formatting.lists import extension_words
from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.lacking_words import incomplete_mark
from telephony.metrics.reliability import Reliability
from telephony.metrics.reliability_words import (
    headline,
    limits_words,
    unranked_words,
    verdict,
)
from telephony.query.view import View
from telephony.tables.rates import rates_table

_MOST_JUDGED = 20
"""Sentences on selected extensions: more are read in the table."""


@dataclass(frozen=True)
class ViewModel:
    """The rates, their chart and table, their sentences, and the names to choose from.

    ``verdicts``: a sentence for each selected extension, of many for the first ones.
    """

    found: Reliability
    chart: Chart
    table: pd.DataFrame
    finding: str
    limits: str
    unranked: str
    verdicts: tuple[str, ...]
    names: Mapping[str, str]


@memoized(MAX_CACHED)
def build(loaded: LoadedAnswer, view: View, style: LocaleStyle) -> ViewModel:
    """The rates of the view: outbound is the connect rate, anything else the pick-up rate."""
    found = view_rates(loaded.answer, loaded.query, rates_view(view))
    lacks_rows = not loaded.answer.has_all_rows
    marked = incomplete_mark(found.unknown, "numbers of calls", lacks_rows=lacks_rows)
    selected = frozenset(view.selected)
    figure = funnel_plot(found, selected, marked=marked, style=style)
    said = " ".join(part for part in (describe_funnel(found, style=style), marked) if part)
    judged = found.rows[found.rows["extension"].isin(view.selected)].head(_MOST_JUDGED)
    pairs = zip(found.rows["extension"], found.rows["display_name"], strict=True)
    return ViewModel(
        found=found,
        chart=Chart(figure, said),
        table=rates_table(found, style),
        finding=headline(found, style, lacks_rows=lacks_rows),
        limits=limits_words(found, style),
        unranked=unranked_words(found, style),
        verdicts=tuple(verdict(found, row, style) for row in judged.itertuples()),
        names={number: extension_words(name, number) for number, name in pairs},
    )
