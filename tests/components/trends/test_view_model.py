"""What the page makes of a history: years of days are drawn by week, and their numbers stay."""

from __future__ import annotations

from components.shared.history_loading import LoadedHistory
from components.trends import view_model
from telephony.formatting.locale_style import ENGLISH
from telephony.periods.closed_days import ClosedDays
from telephony.periods.events import Events
from telephony.query.view import CallArea, Query, StepLength, TrendView, View
from tests.telephony.answers.histories import history, span
from tests.telephony.frames.extension_frames import row

YEARS = span("2023-11-27", "2026-11-25")  # 1,095 days
DAYS = 1_095


def test_years_by_day_are_drawn_by_week_and_tables_and_files_have_each_day() -> None:
    found = history(YEARS, {"2024-02-29": [row(ia=5)], "2026-11-25": [row(ia=2)]})
    loaded = LoadedHistory(Query(("G",), YEARS, CallArea.ALL), found, None, None)
    view = View(trend=TrendView(StepLength.DAY, closed_days=True))
    model = view_model.build(loaded, view, Events((), ()), ClosedDays(), ENGLISH)
    assert len(model.over.trend) == len(model.whole.trend) == DAYS
    for chart in model.charts.values():
        drawn = chart.figure.to_dict()
        assert {len(trace["x"]) for trace in drawn["data"]} == {157}
        title = drawn["layout"]["xaxis"]["title"]["text"]
        assert title == "1,095 days drawn by week; table and file have each day"
