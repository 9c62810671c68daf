"""The explorer as its readers see and use it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.overview import csv_rows, seen
from tests.support.chromium import Visit

# Streamlit looks for itself below the path of a page first, and finds itself at the root then.
_LOOKED_BELOW = "status of 404"


class Explorer:
    """What stands on one open explorer, and what can be done with it."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page: Page = visit.page
        self.panel = self.page.locator("[data-testid=stPopoverBody]")

    def open(self, **parameters: str) -> Explorer:
        self.visit.open("explorer", **parameters)
        return self

    def move(self, **parameters: str) -> Explorer:
        self.visit.move("explorer", **parameters)
        return self

    @property
    def filter(self) -> str:
        """The OData text of the filter."""
        return self.page.get_by_label("OData text", exact=True).input_value()

    def says(self, text: str) -> None:
        """Assert that the filter's text becomes this: a field is filled just after the run."""
        self.visit.eventually(lambda: self.filter, text)

    @property
    def notices(self) -> list[str]:
        """The texts of all notices, each on one line."""
        texts = self.page.locator("[data-testid=stAlert]").all_inner_texts()
        return [" ".join(seen(text).split()) for text in texts]

    @property
    def number_of_rows(self) -> str:
        return self.page.locator(".st-key-above_result .text").inner_text()

    def write_filter(self, text: str) -> None:
        field = self.page.get_by_label("OData text", exact=True)
        field.fill(text)
        with self.visit.change():
            field.press("Control+Enter")

    def press(self, name: str) -> None:
        with self.visit.change():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def open_panel(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.panel.wait_for()

    def choose(self, key: str, option: str) -> None:
        field = self.page.locator(f".st-key-{key}").get_by_role("combobox")
        field.focus()
        field.press("ArrowDown")
        with self.visit.change():
            self.page.get_by_role("option", name=option, exact=True).click()

    def type(self, key: str, text: str) -> None:
        field = self.page.locator(f".st-key-{key} input")
        field.fill(text)
        with self.visit.change():
            field.press("Enter")

    def pick(self, key: str, name: str) -> None:
        """Choose one of a row of buttons."""
        with self.visit.change():
            self.page.locator(f".st-key-{key}").get_by_role("radio", name=name, exact=True).click()

    def click(self, key: str) -> None:
        """Click a box or a switch."""
        with self.visit.change():
            self.page.locator(f".st-key-{key} label").first.click()

    def rows(self) -> list[dict[str, str]]:
        """The rows shown, as the CSV file has them."""
        return [dict(row) for row in csv_rows(self.download("CSV"))]

    def download(self, form: str) -> bytes:
        """The content of the file that the page gives in this format."""
        with self.visit.change():  # what is in it comes with the run that its opening asks for
            self.page.locator(".st-key-export").get_by_role("button").first.click()
        with self.page.expect_download() as started:
            self.panel.get_by_role("button", name=form, exact=True).click()
        with self.visit.change():
            self.page.keyboard.press("Escape")
            self.visit.until(lambda: not self.panel.count())
        return Path(started.value.path()).read_bytes()

    def extensions(self) -> list[str]:
        return [row["extension"] for row in self.rows()]

    def complaints(self) -> list[str]:
        return [words for words in self.visit.complaints() if _LOOKED_BELOW not in words]
