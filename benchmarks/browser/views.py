"""What the pages beside ours show: numbers, figures and table of some views, made beforehand.

They are built by our pages' own functions from the same PBX and store, so the figures are the
same; the other servers have nothing left to compute.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import prebuilt
from benchmarks.stored_year import ZONE
from components.overview import view_model
from telephony.data_access.service import DataAccess
from telephony.formatting.locale_style import ENGLISH
from telephony.periods.buckets import Grain
from telephony.query.view import View

# Where the servers find the file.
FILE_VARIABLE = "BENCHMARK_VIEWS"


TRENDS, LONG_TRENDS = "trends", "long trends"


@dataclass(frozen=True)
class Shown:
    """One view: label, value and second line of each number; figures as plain dictionaries."""

    numbers: list[tuple[str, str, str]]
    charts: Mapping[str, Any]
    cells: pd.DataFrame

    def words(self) -> list[list[str]]:
        """The table in words, its columns' names first; nothing where there is none."""
        if self.cells.empty:
            return []
        cells = self.cells.astype(object).where(self.cells.notna(), "–")
        lines: list[list[object]] = [list(cells.columns), *cells.to_numpy().tolist()]
        return [[str(word) for word in line] for line in lines]

    def without_table(self) -> Shown:
        """The same with an empty table."""
        return replace(self, cells=pd.DataFrame())

    def extensions(self) -> list[str]:
        """Those of the first chart's bars, from top to bottom."""
        bars = next(iter(self.charts.values()))["data"][0]
        return [extension for (extension,) in bars["customdata"]]


def name_of(view: View) -> str:
    """What the view is asked by: its area, its search, its selected extension."""
    return f"{view.area.param}/{view.search}/{''.join(view.selected)}"


def overviews(access: DataAccess, wanted: Iterable[View]) -> dict[str, Shown]:
    """The overview of each view."""
    return {name_of(view): _overview(access, view) for view in wanted}


def trends(access: DataAccess, view: View) -> Shown:
    """The trends of a view, which have neither numbers nor a table."""
    history = access.load_history(view.query(datetime.now(UTC), ZONE), Grain.DAY)
    charts = prebuilt.trend_charts(history, view, ZONE)
    return Shown([], {name: chart.figure for name, chart in charts.items()}, pd.DataFrame())


def load() -> dict[str, Shown]:
    """The views in the file that the environment names."""
    found: dict[str, Shown] = pickle.loads(  # noqa: S301  our own file
        Path(os.environ[FILE_VARIABLE]).read_bytes()
    )
    return found


def _overview(access: DataAccess, view: View) -> Shown:
    loaded = prebuilt.answers(access, view, ZONE)
    cards = view_model.cards(loaded, replace(view, selected=()), ENGLISH)
    charts = view_model.charts(loaded, view, ENGLISH, show_all=False)
    return Shown(
        [(card.label, card.value, card.change.brief) for card in cards],
        {name: chart.figure.to_dict() for name, chart in charts.items()},
        view_model.sheet(loaded, view, ENGLISH).cells.to_pandas(),
    )
