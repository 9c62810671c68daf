"""What the page says about the options."""

from __future__ import annotations

from dataclasses import fields

import pytest

from telephony.explore.option_help import OPTION_HELP, OptionHelp
from telephony.odata.option_texts import OptionTexts, check_options

OPTIONS = tuple(OPTION_HELP.values())


def test_every_option_of_the_report_is_explained() -> None:
    assert set(OPTION_HELP) == {field.name for field in fields(OptionTexts)}
    assert all(option.purpose and option.support and option.label for option in OPTIONS)


def test_what_is_known_of_real_systems_is_said_plainly() -> None:
    assert "untested on reports" in OPTION_HELP["search"].support
    assert "untested on reports" in OPTION_HELP["select"].support
    assert "applied after $skip" in OPTION_HELP["top"].purpose


@pytest.mark.parametrize(
    "option", [one for one in OPTIONS if one.example], ids=lambda one: one.name
)
def test_every_example_can_be_read(option: OptionHelp) -> None:
    assert check_options(OptionTexts(**{option.name: option.example})) == ()
