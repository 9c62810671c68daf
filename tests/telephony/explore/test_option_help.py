"""What the page says of the options."""

from __future__ import annotations

from dataclasses import fields

import pytest

from telephony.explore.option_help import BY_NAME, OPTIONS, OptionHelp
from telephony.odata.options import OptionTexts, check_options


def test_every_option_of_the_report_is_explained() -> None:
    assert set(BY_NAME) == {field.name for field in fields(OptionTexts)}
    assert all(known.does and known.support and known.label for known in OPTIONS)


@pytest.mark.parametrize("known", [one for one in OPTIONS if one.example], ids=lambda one: one.name)
def test_every_example_can_be_meant(known: OptionHelp) -> None:
    assert check_options(OptionTexts(**{known.name: known.example})) == ()
