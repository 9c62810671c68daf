"""No text of plain text begins a formula, and every text can still be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.export.safety import safe
from tests.telephony.export.hostile_names import TRIGGERS, starts_a_formula


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b", "\u3164\u2060", "\ufeff "])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(trigger, before) -> None:
    assert safe(f"{before}{trigger}1+1").startswith("'")


@pytest.mark.parametrize("text", ["a;=1+1", "a\t=1", "a\r\n@x", "b;  \u200b－1", ";=1"])
def test_a_formula_behind_another_separator_of_cells_is_disarmed_too(text) -> None:
    assert all(not starts_a_formula(part) for part in re.split("[;\t\r\n]", safe(text)) if part)


@pytest.mark.parametrize(
    "text", ["", "100", "Anna", "a=b", "a-b; c", "'=1", "*70", "Söhne @home", "<b>"]
)
def test_other_texts_stay_as_they_are(text) -> None:
    assert safe(text) == text


@given(st.text(st.characters(exclude_categories=())))
def test_guarding_only_ever_adds_apostrophes(text: str) -> None:
    assert safe(text).replace("'", "") == text.replace("'", "")
    assert not starts_a_formula(safe(text)) or safe(text)[:1] == "'"
