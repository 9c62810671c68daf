"""What all figures share: size, axes, toolbar, and how they are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from telephony.charts import palette
from telephony.formatting.numbers import ENGLISH, Separators
from telephony.query.view import Direction

# [px] The same whatever the number of rows: nothing on the page jumps when a filter changes.
TALL: Final = 590  # 26 rows, the names' type stays readable
LOW: Final = 380
# [px] On top there is room for the toolbar; the axes add what their names and titles take.
MARGIN: Final = {"l": 4, "r": 16, "t": 30, "b": 4}
HEADING: Final = 40  # [px] the line of the figure's own title, beside the toolbar


def config(file_name: str) -> dict[str, Any]:
    """What goes beside a figure into st.plotly_chart(config=…); its picture is a PNG of that name.

    A click selects; a double click clears the selection.
    """
    return {
        "modeBarButtons": [["toImage", "resetScale2d"]],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": file_name},
        "displaylogo": False,
        "scrollZoom": False,
        "typesetMath": False,  # a name with two dollars in it is not a formula
        "locale": "en",
        "responsive": True,
    }


CONFIG: Final[dict[str, Any]] = config("extensions")

# An axis this short has a tick for each call: between two of them there is nothing to read.
_SINGLE_STEPS: Final = 6


_MINUTE: Final = 60_000_000  # [us]
_HOUR: Final = 60 * _MINUTE
# Below two hours an axis in hours would count in fractions.
_HOURS_FROM: Final = 2 * _HOUR


@dataclass(frozen=True)
class ChartOptions:
    """What a page asks of a chart beside the frame.

    The direction shown, the extensions selected, whether all of them get a row, and the reader's
    separators.
    """

    direction: Direction
    selected: frozenset[str] = frozenset()
    show_all: bool = False
    style: Separators = ENGLISH


class FixedList(list[Any]):
    """A list that nothing changes: on its way to the browser a figure is deep-copied twice."""

    def __deepcopy__(self, memo: dict[int, Any]) -> FixedList:
        return self


class FinishedFigure(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that nobody changes any more, so that it need not be copied to be sent.

    It has lists only: there are no arrays to be written in plotly's short form for them. Plotly's
    own objects are made when somebody looks at them; a page only sends what they are made of.
    """

    def __init__(self, parts: dict[str, Any]) -> None:
        self.__dict__["_parts"] = parts

    def __getattr__(self, name: str) -> Any:
        if "_data" in self.__dict__ or "_parts" not in self.__dict__:
            raise AttributeError(name)
        super().__init__(self._parts, _validate=False)
        return getattr(self, name)

    def to_dict(self) -> dict[str, Any]:
        """What is sent; its parts belong to the figure."""
        parts: dict[str, Any] = self._parts
        return parts


def figure(
    traces: list[dict[str, Any]],
    layout: dict[str, Any],
    height: int,
    style: Separators = ENGLISH,
    title: str = "",
) -> go.Figure:
    """The figure [px high]. Texts and backgrounds take the page's theme, so none is set here.

    A title stands in the figure, so that its picture has it as well.

    Checking every property would cost three times as much as everything else, at every click;
    the tests have plotly check each figure instead.
    """
    common = {
        "height": height,
        "template": {},  # Streamlit fills it in; plotly's own would be sent with each figure
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
    """The unit of an axis whose longest time [us] this is, and how much of a column is one."""
    return ("hours", _HOUR) if longest >= _HOURS_FROM else ("minutes", _MINUTE)


def titled(title: str, remark: str) -> str:
    """A title with a smaller line below it, which a phone has room for."""
    return f'{title}<br><span style="font-size:0.85em">{remark}</span>'


def axis(title: str, end: float, **settings: Any) -> dict[str, Any]:
    """An axis from 0 to its end: title with the unit, faint gridlines, not moved by dragging."""
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


def count_axis(title: str, end: float, **settings: Any) -> dict[str, Any]:
    """The same for what comes in whole pieces: no ticks between them."""
    return axis(title, end, **({"dtick": 1} if end <= _SINGLE_STEPS else {}), **settings)


def nothing(words: str, height: int, title: str = "") -> go.Figure:
    """A figure that says why there is nothing to draw."""
    hidden = {"visible": False, "fixedrange": True}
    layout = {"xaxis": hidden, "yaxis": hidden, "annotations": [note(words)]}
    return figure([], layout, height, title=title)


def _heading(title: str) -> dict[str, Any]:
    """On top at the left, where the page's other headings begin."""
    corner = {"x": 0, "xref": "container", "xanchor": "left"}
    top = {"y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 8, "l": 4}}
    return {"text": f"<b>{title}</b>", "font": {"size": 16}, **corner, **top}


def note(words: str, **place: Any) -> dict[str, Any]:
    """Words on the drawing area; in its middle unless told otherwise."""
    middle = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    return middle | {"text": words, "showarrow": False} | place
