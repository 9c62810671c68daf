"""The explorer drawn in memory, with what its readers see on it and what they can choose."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.files import csv_rows

_LINE = re.compile(r'<div class="text[^"]*">(.*?)</div>')
_ROWS = re.compile(r"[\d,]+ rows?\b")


class DrawnExplorer:
    """One session at the explorer of the installed dashboard; no run may end in an exception.

    Its menu of files is open, so that each run offers the files of what it shows.
    """

    def __init__(self, **parameters: str | Sequence[str]) -> None:
        self.app: AppTest = pages.opened("explorer", urlencode(parameters, doseq=True))
        self.app.session_state["export"] = True
        self._run(self.app.run)

    @property
    def filter(self) -> str:
        """The OData text of the filter."""
        return str(self.app.text_area(key="filter_text").value)

    @property
    def parameters(self) -> Mapping[str, list[str]]:
        """What stands in the address."""
        return pages.address(self.app)

    @property
    def notices(self) -> list[str]:
        """The texts of all notices, each on one line."""
        return pages.notices(self.app)

    @property
    def number_of_rows(self) -> str:
        """The line above the rows; empty where there are none to show."""
        return next((line for line in self.lines.splitlines() if _ROWS.match(line)), "")

    @property
    def code(self) -> list[str]:
        """Everything that is written as code, from top to bottom, but for the link to copy."""
        shown = (str(one.value) for one in self.app.code)
        return [code for code in shown if not code.startswith("?")]

    @property
    def lines(self) -> str:
        """The page's plain lines, each on a line of its own."""
        return "\n".join(html.unescape(line) for line in _LINE.findall(pages.written(self.app)))

    def says(self, words: str) -> bool:
        """Whether the words stand in one of the page's plain lines."""
        return words in self.lines

    def set(self, kind: str, key: str, value: Any) -> None:
        """Set the widget of this kind and key, as ``pages.choose``."""
        self._run(lambda: pages.choose(self.app, kind, key, value))

    def write_filter(self, text: str) -> None:
        self.set("text_area", "filter_text", text)

    def press(self, label: str) -> None:
        """Click the first button of this label."""
        found = next(one for one in self.app.button if pages.as_read(one.label) == label)
        self._run(found.click().run)

    def turn_to(self, page: int) -> None:
        """Show another page of the rows."""
        self._run(self.app.pagination[0].set_value(page).run)

    def go_to(self, parameters: Mapping[str, list[str]]) -> None:
        """Another address, as Back gives one."""
        self._run(lambda: pages.go_to(self.app, parameters))

    def download(self, form: str) -> bytes:
        """The content of the file that the page gives in this format."""
        _, write = self._files[form]
        return write()

    def rows(self) -> list[dict[str, str]]:
        """The rows shown, as the CSV file has them."""
        return [dict(row) for row in csv_rows(self.download("CSV"))]

    def extensions(self) -> list[str]:
        """The extensions shown, in their order: those of the file and of the table."""
        found = [row["extension"] for row in self.rows()]
        assert [*self.app.dataframe[0].value["Dn"]] == found
        return found

    def _run(self, run: Callable[[], object]) -> None:
        with pages.offering() as self._files:
            run()
        assert not self.app.exception
