"""Choosing extensions by name: what is chosen, what a filter hides, and very many names."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.support.pages import PATIENCE_SECONDS, address

SCRIPT = """
from components.shared import extension_picker, url_state
with url_state.visiting("somewhere"):
    view, _ = url_state.pull()
    names = {str(number): f"Person {number}" for number in range(%d)}
    extension_picker.show("Who", names, view, help_text="Help.")
"""


def picker(people: int, **parameters: list[str]) -> AppTest:
    app = AppTest.from_string(SCRIPT % people, default_timeout=PATIENCE_SECONDS)
    for name, values in parameters.items():
        app.query_params[name] = values
    return app.run()


def test_a_choice_is_in_the_address_and_those_that_a_filter_hides_stay() -> None:
    app = picker(5, selected=["3", "gone"])
    assert app.multiselect(key="picked").value == ["3"]
    app.multiselect(key="picked").set_value(["3", "1"]).run()
    assert address(app)["selected"] == ["3", "1", "gone"]
    app.multiselect(key="picked").set_value([]).run()
    assert address(app)["selected"] == ["gone"]


def test_of_very_many_the_first_thousand_and_the_selected_are_listed() -> None:
    app = picker(5_000, selected=["4999"])
    found = app.multiselect(key="picked")
    assert len(found.options) == 1_001
    assert found.options[-1] == "Person 4999"
    assert found.value == ["4999"]
    assert found.help == "Help. The list has the first 1,000: a search in the bar finds others."
