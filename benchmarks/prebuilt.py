"""A page's figures and table, made beforehand: what the floor has to send, and no more.

They are built by the page's own functions from the same PBX or store, and kept in a file that the
bare script reads once, when it is imported.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
from pydantic import SecretStr

from benchmarks.parts import Part
from components.overview import view_model as drawn
from components.shared.answers_loading import LoadedAnswers
from components.shared.charts import Chart
from components.shared.history_loading import LoadedHistory
from components.trends import view_model as trends_drawn
from telephony.answers.history import History
from telephony.data_access.service import DataAccess
from telephony.formatting.locale_style import ENGLISH
from telephony.periods.closed_days import ClosedDays
from telephony.periods.events import Events
from telephony.periods.ranges import previous_period
from telephony.query.view import View
from telephony.xapi.connection import Connection

# Where the bare script finds the file.
FILE_VARIABLE = "BENCHMARK_PREBUILT"


@dataclass(frozen=True)
class Sheet:
    """The table of an overview: its cells and how its columns look."""

    cells: Any
    columns: Mapping[str, Any]


@dataclass(frozen=True)
class Ready:
    """One view: its figures with their words, its table, whose rows are picked, and the rest."""

    charts: Mapping[str, Chart]
    sheet: Sheet | None = None
    parts: Sequence[Part] = ()


def build(origin: str, client_id: str, key: str, zone: ZoneInfo, views: Sequence[View]) -> bytes:
    """The views in their order, pickled for ``load``."""
    connection = Connection(origin, client_id, SecretStr(key))
    access = DataAccess(lambda: connection)
    try:
        return pickle.dumps([_ready(access, view, zone) for view in views])
    finally:
        access.close()


def build_trends(histories: Sequence[tuple[History, View]], zone: ZoneInfo) -> bytes:
    """The trends of these views, pickled for ``load``."""
    return pickle.dumps([Ready(trend_charts(*one, zone)) for one in histories])


def load() -> list[Ready]:
    """What ``build`` made, from the file that the environment names."""
    views: list[Ready] = pickle.loads(  # noqa: S301  our own file
        Path(os.environ[FILE_VARIABLE]).read_bytes()
    )
    return [
        replace(view, charts={name: _drawn(chart) for name, chart in view.charts.items()})
        for view in views
    ]


def answers(access: DataAccess, view: View, zone: ZoneInfo) -> LoadedAnswers:
    """What the overview of a view is built from."""
    query = view.query(datetime.now(UTC), zone)
    answer = access.load_extensions(query)
    compared = replace(query, period=previous_period(view.range, answer.as_of, zone))
    return LoadedAnswers(query, answer, compared, access.load_extensions(compared), None)


def trend_charts(history: History, view: View, zone: ZoneInfo) -> Mapping[str, Chart]:
    """The charts of a view's trends, their figures as plain dictionaries.

    Without marks and working hours, which the page has from the PBX.
    """
    query = view.query(datetime.now(UTC), zone)
    stepped = replace(view, trend=view.trend.with_step_for(query.period))
    loaded = LoadedHistory(query, history, None, None)
    return _plain(trends_drawn.build(loaded, stepped, Events(), ClosedDays(), ENGLISH).charts)


def _ready(access: DataAccess, view: View, zone: ZoneInfo) -> Ready:
    loaded = answers(access, view, zone)
    charts = drawn.charts(loaded, view, ENGLISH, show_all=False)
    sheet = drawn.sheet(loaded, view, ENGLISH)
    return Ready(_plain(charts), Sheet(sheet.cells.to_pandas(), sheet.columns))


def _plain(charts: Mapping[str, Chart]) -> Mapping[str, Chart]:
    return {name: Chart(chart.figure.to_dict(), chart.words) for name, chart in charts.items()}


def _drawn(chart: Chart) -> Chart:
    """The figure as its builder left it; one that is pickled whole is slower to send."""
    return Chart(go.Figure(chart.figure, _validate=False), chart.words)
