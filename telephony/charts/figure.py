"""What all plotly figures share: size, axes, toolbar, and how they are built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from telephony.charts import palette
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.query.view import BarOrder, Direction

# [px] The same for any number of rows, so that nothing on the page jumps when a filter changes.
TALL: Final = 590  # 26 rows with readable names
LOW: Final = 380
# [px] The toolbar is on top; the axes add the room that their names and titles take.
MARGIN: Final = {"l": 4, "r": 16, "t": 30, "b": 4}
HEADING: Final = 40  # [px] the figure's title, beside the toolbar


_GROUPS: Final = 5  # d3 begins again with the first one after the last


def config(file_name: str, style: LocaleStyle = ENGLISH) -> dict[str, Any]:
    """Plotly's ``config`` of a chart; ``file_name`` is that of the PNG download.

    A figure says which separators a reader's numbers have, this how many digits stand between them.
    """
    return {
        "modeBarButtons": [["toImage", "resetScale2d"]],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": file_name},
        "displaylogo": False,
        "scrollZoom": False,
        "typesetMath": False,  # a name with two dollars in it is not a formula
        "locale": "en",
        "locales": {"en": {"format": {"grouping": [3, *[style.group] * _GROUPS]}}},
    }


# An axis this short has a tick for each call: half calls do not exist.
_SINGLE_STEPS: Final = 6


_MINUTE: Final = 60_000_000  # [us]
_HOUR: Final = 60 * _MINUTE
# Below two hours an axis in hours would count in fractions.
_HOURS_FROM: Final = 2 * _HOUR


@dataclass(frozen=True)
class ChartOptions:
    """What a page asks of a chart beside the frame.

    The direction shown, the extensions selected, whether all of them get a row, the reader's
    separators, and what bars are sorted by.
    """

    direction: Direction
    selected: frozenset[str] = frozenset()
    show_all: bool = False
    style: LocaleStyle = ENGLISH
    order: BarOrder = BarOrder.CALLS


class FinishedFigure(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that nothing changes, so that it is sent without being copied.

    It holds lists only, no arrays that plotly would have to encode. Plotly's own objects are
    created when something reads them; a page only sends the dictionaries.
    """

    def __init__(self, parts: dict[str, Any]) -> None:
        self.__dict__["_parts"] = parts

    def __getattr__(self, name: str) -> Any:
        if "_data" in self.__dict__ or "_parts" not in self.__dict__:
            raise AttributeError(name)
        super().__init__(self._parts, _validate=False)
        return getattr(self, name)

    def to_dict(self) -> dict[str, Any]:
        """What is sent: the figure's own dictionaries, not a copy."""
        parts: dict[str, Any] = self._parts
        return parts


def figure(
    traces: list[dict[str, Any]],
    layout: dict[str, Any],
    height: int,
    style: LocaleStyle = ENGLISH,
    title: str = "",
) -> go.Figure:
    """A figure of that ``height`` [px]. Text and background colours come from the page's theme.

    The title is part of the figure, so that the PNG download has it too.

    Plotly's validation of every property would triple the time of each click; the tests validate
    each figure instead.
    """
    common = {
        "height": height,
        "template": {},  # the browser fills it in; plotly's own would be sent with each figure
        "margin": MARGIN,
        "hovermode": "closest",
        "hoverlabel": {"align": "left"},
        "showlegend": False,
        "separators": style.decimal + style.thousands,
    }
    if title:
        common |= {"title": _heading(title), "margin": MARGIN | {"t": HEADING}}
    return FinishedFigure({"data": traces, "layout": common | layout})


def time_unit(longest: float) -> tuple[str, int]:
    """The unit of an axis up to ``longest`` [us], and how many microseconds one unit is."""
    return ("hours", _HOUR) if longest >= _HOURS_FROM else ("minutes", _MINUTE)


def title_with_remark(title: str, remark: str) -> str:
    """A title with a smaller line below it, which fits a phone."""
    return f'{title}<br><span style="font-size:0.85em">{remark}</span>'


def axis(title: str, end: float, **settings: Any) -> dict[str, Any]:
    """An axis from 0 to ``end``: title with the unit, faint gridlines, not draggable."""
    return {
        "title": {"text": title, "standoff": 8},
        "range": [0, end],
        "showgrid": True,
        "gridcolor": palette.GRID,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickformat": ",",
        "nticks": 6,  # more would collide or turn on a phone
        **settings,
    }


def zoomable(axis: dict[str, Any]) -> dict[str, Any]:
    """The same axis, draggable. Plotly finds its range, so that a viewer's zoom outlasts a change.

    A range that the figure gives would take the place of the viewer's as soon as it changes.
    """
    rest = {name: value for name, value in axis.items() if name != "range"}
    first, last = axis["range"]
    options = {"include": [first, last], "clipmin": first, "clipmax": last}
    return rest | {"fixedrange": False, "autorange": True, "autorangeoptions": options}


def count_axis(title: str, end: float, **settings: Any) -> dict[str, Any]:
    """The same for whole numbers: no ticks between them."""
    return axis(title, end, **({"dtick": 1} if end <= _SINGLE_STEPS else {}), **settings)


def hatching(colour: str) -> dict[str, Any]:
    """The pattern of bars of unanswered calls."""
    return {
        "shape": "/",
        "fillmode": "overlay",
        "fgcolor": colour,
        "fgopacity": 1,
        "size": 6,
        "solidity": 0.3,
    }


def coloured_bars(colours: list[str], gaps: Sequence[bool]) -> dict[str, Any]:
    """A bar trace's ``marker``: the colours of its bars, hatched over gaps.

    Over a gap the hatching stands in place of the colour: laid over bars of several colours,
    plotly would look for one that stands out from all of them, and complain.
    """
    if not any(gaps):
        return {"color": colours, "line": {"width": 0}}
    pattern = {
        "shape": ["/" if gap else "" for gap in gaps],
        "fillmode": "replace",
        "fgopacity": 0.5,
        "size": 8,
        "solidity": 0.15,
    }
    hatched = [palette.GAP if gap else own for own, gap in zip(colours, gaps, strict=True)]
    return {"color": hatched, "line": {"width": 0}, "pattern": pattern}


def hit_areas(hovers: list[Any], template: str) -> dict[str, Any]:
    """Invisible bars, one for each hover: they take hovers and clicks. The caller places them."""
    return {
        "type": "bar",
        "name": "",
        "width": 1,
        "customdata": hovers,
        "hovertemplate": template,
        "marker": {"color": palette.INVISIBLE},
        "showlegend": False,
    }


def selectable(plain: float) -> dict[str, Any]:
    """The ``meta`` of a trace that shows the selection: how opaque its marks are without one.

    With it the browser can show a click's selection before the server's figure follows. The first
    entry of each mark's ``customdata`` is what it stands for.
    """
    return {"plain": plain, "dimmed": palette.DIMMED}


def legend(**place: Any) -> dict[str, Any]:
    """A horizontal legend in the order of the traces.

    It takes no clicks: a trace hidden by one would come back with the next run.
    """
    return {
        "orientation": "h",
        "traceorder": "normal",
        "itemclick": False,
        "itemdoubleclick": False,
        **place,
    }


def legend_below_title(height: int) -> dict[str, Any]:
    """The legend of a figure of that ``height`` [px] with a title."""
    top = {"xref": "container", "x": 0, "yref": "container", "yanchor": "top"}
    return legend(y=1 - HEADING / height, **top)


def empty_figure(words: str, height: int, title: str = "") -> go.Figure:
    """An empty figure with the reason why nothing is shown."""
    hidden = {"visible": False, "fixedrange": True}
    layout = {"xaxis": hidden, "yaxis": hidden, "annotations": [note(words)]}
    return figure([], layout, height, title=title)


def _heading(title: str) -> dict[str, Any]:
    """At the top left, where the page's other headings begin."""
    corner = {"x": 0, "xref": "container", "xanchor": "left"}
    top = {"y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 8, "l": 4}}
    return {"text": f"<b>{title}</b>", "font": {"size": 16}, **corner, **top}


def note(words: str, **place: Any) -> dict[str, Any]:
    """An annotation; in the middle of the plot unless ``place`` says otherwise."""
    middle = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    return middle | {"text": words, "showarrow": False} | place
