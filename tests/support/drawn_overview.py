"""The overview drawn in memory, with what its readers see on it and what they can choose."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote_plus

from streamlit.testing.v1 import AppTest

from tests.support import pages

_LINE = re.compile(r'<div class="text">(.*?)</div>')
_COMPARED = re.compile(r'<p class="text small compared">(.*?)</p>')
_SENTENCE = re.compile(r'<p class="text finding">(.*?)</p>')
_LINK = re.compile(r'<a href="([^"]*)" target="_self">(.*?)</a>')
_CARD_LINE = re.compile(r'<p class="card-line">(.*?)</p>')


class DrawnOverview:
    """One session at the overview of the installed dashboard; no run may end in an exception."""

    def __init__(self, **parameters: str | Sequence[str]) -> None:
        self.app: AppTest = pages.draw_view("overview", **parameters)
        self._ran()

    @property
    def question(self) -> str:
        """The bar's line: groups, range, area."""
        return html.unescape(self._lines()[0])

    @property
    def parameters(self) -> Mapping[str, list[str]]:
        """What stands in the address."""
        return pages.address(self.app)

    @property
    def notices(self) -> list[str]:
        """The texts of all banners, warnings and errors."""
        return pages.notices(self.app)

    @property
    def chips(self) -> list[str]:
        """What narrows the page, as the buttons that undo it."""
        return pages.chips(self.app)

    @property
    def buttons(self) -> list[str]:
        """What stands on the page's buttons."""
        return [pages.as_read(one.label) for one in self.app.button]

    @property
    def captions(self) -> list[str]:
        """The texts in small print."""
        return [pages.as_read(one.value) for one in self.app.caption]

    @property
    def sentence(self) -> str:
        """The answer on top; empty without one."""
        return html.unescape("".join(_SENTENCE.findall(pages.written(self.app))))

    @property
    def compared_with(self) -> str:
        """What the cards say their changes are from."""
        [line] = _COMPARED.findall(pages.written(self.app))
        return html.unescape(line)

    def cards(self) -> dict[str, str]:
        """The big number of each card by its label."""
        return pages.cards(self.app)

    def card_lines(self, label: str) -> list[str]:
        """What stands below a card's number: change, details."""
        _, *cards = pages.written(self.app).split('<div class="card" ')
        [card] = [one for one in cards if f'<div class="card-label">{label}<' in one]
        return [html.unescape(line) for line in _CARD_LINE.findall(card)]

    def says(self, line: str) -> bool:
        """Whether it is one of the page's plain lines."""
        return html.escape(line, quote=False) in self._lines()

    def table(self) -> list[dict[str, str]]:
        """The table's total line and the rows of extensions, by their columns' labels."""
        total, _average, _median, *rows = self.all_rows()
        return [total, *rows]

    def all_rows(self) -> list[dict[str, str]]:
        """All rows of the table, its lines about all extensions first."""
        [drawn] = [one for one in self.app.dataframe if one.proto.id.endswith("-extensions")]
        columns: dict[str, Any] = json.loads(drawn.proto.columns)
        names = [str(name) for name in drawn.value.columns]
        return [
            {
                columns[key]["label"].rstrip(" ▼▲"): _cell(value, columns[key]["type_config"])
                for key, value in zip(names, row, strict=True)
            }
            for row in drawn.value.itertuples(index=False, name=None)
        ]

    def name_links(self) -> list[str]:
        """The addresses behind the names in the table."""
        [drawn] = [one for one in self.app.dataframe if one.proto.id.endswith("-extensions")]
        return [address for address in drawn.value["display_name"] if address]

    def page_links(self) -> list[tuple[str, str]]:
        """The words and addresses of the links to other pages."""
        found = _LINK.findall(pages.written(self.app))
        return [(html.unescape(words), html.unescape(address)) for address, words in found]

    def picked_rows(self) -> list[str]:
        """The extensions of the table's selected rows."""
        rows = self.app.session_state["extensions"]["selection"]["rows"]
        return [self.all_rows()[row]["Extension"] for row in rows]

    def bars(self, chart: str = "volume") -> dict[str, dict[str, float]]:
        """What a chart of bars draws, by the names of its legend and by extension."""
        traces = pages.charts(self.app)[f"chart_{chart}"]
        drawn = (trace for trace in traces if trace.get("xaxis") != "x2")
        return {one["name"]: dict(zip(_marks(one), one["x"], strict=True)) for one in drawn}

    def open_panel(self, key: str) -> None:
        """Open what lies behind a button."""
        pages.open_popover(self.app, key)
        self._ran()

    def choose(self, key: str, value: Any) -> None:
        """Set a control of the row or one of the filters, which are opened for it."""
        self.open_panel("filters")
        control: Any
        [control] = [one for one in self.app.main if getattr(one, "key", None) == key]
        control.set_value(value).run()
        self._ran()

    def press(self, label: str) -> None:
        """Click the button of this label."""
        [found] = [one for one in self.app.button if pages.as_read(one.label) == label]
        found.click().run()
        self._ran()

    def download(self, form: str = "CSV") -> tuple[str, bytes]:
        """The name and the content of the file that the page gives in this format."""
        name, written = pages.files(self.app, "export")[form]
        return name, written()

    def links(self) -> list[str]:
        """The links to copy: rolling and frozen, or the frozen one alone."""
        return pages.links(self.app)

    def _lines(self) -> list[str]:
        return _LINE.findall(pages.written(self.app))

    def _ran(self) -> None:
        assert not self.app.exception


def _marks(trace: Mapping[str, Any]) -> list[str]:
    return [data[0] if isinstance(data, list) else data for data in trace["customdata"]]


def _cell(value: Any, kind: Mapping[str, Any]) -> str:
    if value is None or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, str):
        return unquote_plus(value.partition("#")[2]) if kind["type"] == "link" else value
    return f"{value:.1%}".replace("%", " %") if kind["format"] == "percent" else f"{value:,.0f}"
