"""What the page says of the options."""

from __future__ import annotations

from dataclasses import fields

import pytest

from telephony.explore.known import BY_NAME, OPTIONS, Known
from telephony.odata.options import Options, check


def test_every_option_of_the_report_is_explained() -> None:
    assert set(BY_NAME) == {field.name for field in fields(Options)}
    assert all(known.does and known.support and known.label for known in OPTIONS)


@pytest.mark.parametrize("known", [one for one in OPTIONS if one.example], ids=lambda one: one.name)
def test_every_example_can_be_meant(known: Known) -> None:
    assert check(Options(**{known.name: known.example})) == ()
