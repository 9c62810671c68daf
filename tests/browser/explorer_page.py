"""The explorer as its readers see and use it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.support.chromium import Visit


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

    def value(self, key: str) -> str:
        """What stands in a field of a row of the filter."""
        return self.page.locator(f".st-key-{key} input").input_value()

    @property
    def number_of_rows(self) -> str:
        line = self.page.locator(".st-key-above_result .text")
        return line.inner_text() if line.count() else ""

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

    def type(self, key: str, text: str) -> None:
        field = self.page.locator(f".st-key-{key} input")
        field.fill(text)
        with self.visit.change():
            field.press("Enter")

    def pick(self, key: str, name: str) -> None:
        """Choose one of a row of buttons."""
        with self.visit.change():
            self.page.locator(f".st-key-{key}").get_by_role("radio", name=name, exact=True).click()
