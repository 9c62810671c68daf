"""Charts of a page, drawn in the browser by the plotly.js that the plotly package brings along.

Streamlit's own element would draw each chart anew at every change, and twice.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Collection, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
import streamlit as st

from components.shared import own_scripts
from components.shared.viewer_locale import viewer_style
from telephony.charts.figure import TALL, FinishedFigure, config
from telephony.charts.library import PATH

MAX_CACHED: Final = 128
"""Views whose charts are cached, a few hundred kilobytes each: the last minutes of a busy team."""

OnSelect = Callable[[Collection[str]], None]
_FOLDER: Final = Path(__file__).resolve().parent
_LAST_CLICK: Final = "last_click"
_NEXT: Final = b"\n"  # stands in no JSON of ours: between what is said of figures and the figures
_FRAME: Final = 24  # [px] around a chart that is a card, above and below together
_GAP: Final = 16  # [px] between two cards
_QUICK: Final = 3  # a figure of 100 kB is packed to a sixth in 1 ms


class Chart:
    """A plotly figure, and the sentence that describes it to a screen reader.

    Once it was sent it holds the figure packed: as lists and texts it would take twenty times the
    memory, of the kind that Python hardly gives back.
    """

    def __init__(self, figure: Any, words: str) -> None:
        self.words = words
        self._figure = figure
        self._packed: bytes | None = None

    @property
    def figure(self) -> Any:
        """The figure, unpacked where it is packed."""
        figure = self._figure
        if figure is None:
            return FinishedFigure(orjson.loads(gzip.decompress(self.packed)))
        return figure

    @property
    def packed(self) -> bytes:
        """The figure as the browser gets it: gzipped JSON.

        Streamlit hashes and copies it at every run, and the connection would compress it anyway.
        """
        figure = self._figure  # read first: another thread sets both, in the other order
        if self._packed is None:
            self._packed = gzip.compress(figure.to_json().encode(), compresslevel=_QUICK, mtime=0)
            self._figure = None
        return self._packed

    @cached_property
    def height(self) -> int:
        """[px] Of the whole figure."""
        height: int = self.figure.to_dict()["layout"]["height"]
        return height


def show(
    key: str,
    chart: Chart,
    file_name: str,
    on_select: OnSelect | None = None,
    selected: Collection[str] = (),
) -> None:
    """Draw the chart; its PNG is called ``file_name``. One that is too high scrolls.

    A click on a mark selects what it stands for, the first entry of its ``customdata``, or clears
    it again; a double click clears all. ``on_select`` is a callback that gets what is selected
    then. The browser shows it at once, in all charts of the page that have the callback.
    """
    _draw(key, _Sent({key: chart}, {key: file_name}), on_select, selected, _room(chart))


def show_framed(  # noqa: PLR0913  # as for one, and how they stand
    key: str,
    charts: Mapping[str, Chart],
    file_name: str = "",
    on_select: OnSelect | None = None,
    selected: Collection[str] = (),
    *,
    first_wide: bool = False,
) -> None:
    """Draw the charts in frames, in two columns, by their own keys, which name their PNGs too.

    ``file_name``: what all PNGs are called instead; ``first_wide``: the first has both columns. The
    rest as in ``show``. One element for all of them: each of its own takes the server as long as
    many other widgets.
    """
    files = {name: file_name or name for name in charts}
    sent = _Sent(charts, files, "panes first-wide" if first_wide else "panes")
    rooms = [_room(chart) for chart in charts.values()]
    first, others = (rooms[:1], rooms[1:]) if first_wide else ([], rooms)
    rows = [*first, *map(max, others[::2], others[1::2] + others[-1:])]
    # until the script is there; then styles.css leaves it to the charts
    height = sum(rows) + len(rows) * _FRAME + max(0, len(rows) - 1) * _GAP
    _draw(key, sent, on_select, selected, height)


class _Sent(NamedTuple):
    """What one element draws: its charts and their files by name.

    ``panes``: the classes of what holds them, each as a card; empty for one chart alone.
    """

    charts: Mapping[str, Chart]
    files: Mapping[str, str]
    panes: str = ""


def _room(chart: Chart) -> int:
    """[px] The height of its place: a higher chart scrolls."""
    return min(chart.height, TALL)


def _draw(
    key: str,
    sent: _Sent,
    on_select: OnSelect | None,
    selected: Collection[str],
    height: int,
) -> None:
    callbacks: dict[str, Any] = {}
    if on_select is not None:
        callbacks["on_selected_change"] = partial(_selected, key, on_select)
    style = viewer_style()
    about = {
        "charts": [
            {
                "name": name,
                "config": config(sent.files[name], style),
                "words": chart.words,
                "height": chart.height,
                "room": _room(chart),
                "bytes": len(chart.packed),
            }
            for name, chart in sent.charts.items()
        ],
        "panes": sent.panes,
        "library": PATH,
        "selected": None if on_select is None else list(selected),
    }
    # bytes: Streamlit would write anything else as JSON twice at every run, for its hash as well
    packed = b"".join(chart.packed for chart in sent.charts.values())
    data = orjson.dumps(about) + _NEXT + packed
    draw = own_scripts.component(_FOLDER, "charts.js", isolated=False)
    draw(key=key, data=data, height=height, **callbacks)


def _selected(key: str, on_select: OnSelect) -> None:
    """The component's callback. What a browser sends may be anything.

    Clicks on several charts that a busy server meets together come chart by chart, so each says
    which one it was.
    """
    sent = st.session_state[key].get("selected")
    if not isinstance(sent, Mapping):
        return
    marks, click = sent.get("marks"), sent.get("click")
    if not isinstance(marks, list) or not isinstance(click, int):
        return
    if click > st.session_state.get(_LAST_CLICK, 0):
        st.session_state[_LAST_CLICK] = click
        on_select(dict.fromkeys(mark for mark in marks if isinstance(mark, str)))
