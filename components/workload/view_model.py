"""What the workload's page shows, built once per answer and view and memoized."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components.shared.answers_loading import LoadedAnswer
from components.shared.charts import MAX_CACHED, Chart
from components.shared.memo import memoized
from telephony.answers.hours import HoursAnswer
from telephony.charts.workload.lorenz import describe_lorenz, lorenz_curve
from telephony.charts.workload.traffic import describe_traffic, traffic_heatmap
from telephony.export.traffic import answer_traffic
from telephony.export.workload import AreaAnswers, view_workload
from telephony.formatting.lists import extension_words
from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.hours import HourFilter, left_out_words
from telephony.metrics.lacking_words import incomplete_mark
from telephony.metrics.traffic import Traffic
from telephony.metrics.workload import Workload
from telephony.metrics.workload_words import concentration, headline, if_absent
from telephony.query.view import Query, View
from telephony.tables.workload import areas_table, load_table, traffic_table


@dataclass(frozen=True)
class ViewModel:
    """The workload, its chart and table, its sentences, and the names to choose from."""

    load: Workload
    chart: Chart
    table: pd.DataFrame
    finding: str
    concentration: str
    if_absent: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class TrafficModel:
    """The traffic by the hour of the week, its chart and table, and what it leaves out."""

    traffic: Traffic
    chart: Chart
    table: pd.DataFrame
    left_out: tuple[str, ...]


@memoized(MAX_CACHED)
def build(loaded: LoadedAnswer, view: View, style: LocaleStyle) -> ViewModel:
    """The workload of the view; its selected extensions are absent."""
    load = view_workload(loaded.answer, loaded.query, view)
    lacks_rows = not loaded.answer.has_all_rows
    marked = incomplete_mark(load.unknown, "talk times", lacks_rows=lacks_rows)
    figure = lorenz_curve(load, view.direction, marked=marked, style=style)
    pairs = zip(load.rows["extension"], load.rows["display_name"], strict=True)
    said = " ".join(part for part in (describe_lorenz(load, style=style), marked) if part)
    return ViewModel(
        load=load,
        chart=Chart(figure, said),
        table=load_table(load, style),
        finding=headline(load, style, lacks_rows=lacks_rows),
        concentration=concentration(load, style),
        if_absent=if_absent(load, style),
        names={number: extension_words(name, number) for number, name in pairs},
    )


def areas(
    loaded: LoadedAnswer, of_areas: AreaAnswers, view: View, style: LocaleStyle
) -> pd.DataFrame:
    """The talk times of both call areas as a table; only while that part of the page is open."""
    return areas_table(view_workload(loaded.answer, loaded.query, view, of_areas), style)


@memoized(MAX_CACHED)
def traffic(answer: HoursAnswer, query: Query, style: LocaleStyle) -> TrafficModel:
    """The traffic of hours with talk times."""
    found = answer_traffic(answer, query)
    return TrafficModel(
        traffic=found,
        chart=Chart(
            traffic_heatmap(found, query.period.zone.key, style=style),
            describe_traffic(found, style=style),
        ),
        table=traffic_table(found, style),
        left_out=tuple(left_out_words(answer.frame, HourFilter(query.period, answer.as_of))),
    )
