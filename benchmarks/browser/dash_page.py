"""The same views with plotly Dash: a callback each for the numbers, the figures and the table."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, callback_context, dcc, html
from dash.dash_table.DataTable import DataTable

from benchmarks.browser import views

_VIEWS = views.load()
_FIRST = _VIEWS["all//"]
AREAS = ("all", "internal", "external")
_LINES = ("label", "number", "line")
_TWO = {"display": "grid", "gridTemplateColumns": "repeat(2, minmax(0, 1fr))", "gap": "1rem"}
_FOUR = _TWO | {"gridTemplateColumns": "repeat(4, 1fr)"}
_ASKED = (Input("area", "value"), Input("search", "value"))


def _overview() -> list[Any]:
    numbers = [
        html.Div([html.Div(id=f"{part}{place}", className=part) for part in _LINES])
        for place in range(len(_FIRST.numbers))
    ]
    return [
        html.Div(numbers, style=_FOUR),
        html.Div([dcc.Graph(id=name) for name in _FIRST.charts], style=_TWO),
        DataTable(id="table", page_size=12),
    ]


def _trends() -> list[Any]:
    graphs = [dcc.Graph(id=name, figure=figure) for name, figure in _VIEWS["trends"].charts.items()]
    return [html.Div(graphs, style=_TWO)]


app = Dash(__name__, suppress_callback_exceptions=True)
app.layout = html.Div(
    [
        dcc.RadioItems({area: area.capitalize() for area in AREAS}, "all", id="area", inline=True),
        dcc.Input("", id="search", debounce=True, placeholder="Find an extension"),
        html.Button("Trends", id="trends"),
        html.Button("Overview", id="overview"),
        html.Div(_overview(), id="content"),
    ]
)


@app.callback(
    [
        Output(f"{part}{place}", "children")
        for place in range(len(_FIRST.numbers))
        for part in _LINES
    ],
    *_ASKED,
)
def _numbers(area: str, search: str) -> list[str]:
    return [words for number in _shown(area, search).numbers for words in number]


@app.callback([Output(name, "figure") for name in _FIRST.charts], *_ASKED)
def _figures(area: str, search: str) -> list[Any]:
    return list(_shown(area, search).charts.values())


@app.callback(Output("table", "columns"), Output("table", "data"), *_ASKED)
def _table(area: str, search: str) -> tuple[list[Any], list[Any]]:
    columns, *rows = _shown(area, search).words()
    data = [dict(zip(columns, row, strict=True)) for row in rows]
    return [{"name": name, "id": name} for name in columns], data


@app.callback(
    Output("content", "children"),
    Input("trends", "n_clicks"),
    Input("overview", "n_clicks"),
    prevent_initial_call=True,
)
def _page(*_: int) -> list[Any]:
    return _trends() if callback_context.triggered_id == "trends" else _overview()


def _shown(area: str, search: str) -> views.Shown:
    return _VIEWS[f"{area}/{search or ''}/"]


server = app.server
