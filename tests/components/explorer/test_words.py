"""The explorer's sentences, with one and with many."""

from __future__ import annotations

import pytest

from components.explorer import words
from telephony.explore.verdicts import ALL_ROWS, Outcome, Verdict
from telephony.odata.fields import Kind
from telephony.odata.option_texts import OptionTexts, check_options


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (1, "1 row matches, but skip and limit leave none to show."),
        (1234, "1,234 rows match, but skip and limit leave none to show."),
    ],
)
def test_rows_that_paging_leaves_out_are_counted(number: int, sentence: str) -> None:
    assert words.all_skipped(number) == sentence


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((1, 1, 1, 0), "1 row"),
        ((5, 5, 5, 2), "5 rows; sentiment: 2 of 5 have one"),
        ((5, 8, 20, 0), "5 rows of 8 that match, 20 in the group"),
        ((5, None, None, 0), "5 rows"),
    ],
)
def test_the_line_above_the_rows_names_only_what_differs(
    numbers: tuple[int, int | None, int | None, int], sentence: str
) -> None:
    assert words.number_of_rows(*numbers) == sentence


@pytest.mark.parametrize(
    ("verdict", "item"),
    [
        (Verdict("orderby", Outcome.IGNORED, "x"), "- **\\$orderby** (order): ignored. x"),
        (Verdict("filter", Outcome.REFUSED, "x"), "- **\\$filter**: refused. x"),
        (Verdict(ALL_ROWS, Outcome.MISMATCH, "x"), "- **Rows**: mismatch. x"),
    ],
)
def test_a_failure_names_the_option_as_odata_and_as_its_widget_do(
    verdict: Verdict, item: str
) -> None:
    assert words.failure(verdict) == item


def test_every_wrong_option_is_named_where_nothing_is_sent() -> None:
    errors = check_options(OptionTexts(filter="Dn", top="x"))
    assert words.not_sent(errors) == "No request was sent. Fix the errors above in: limit, filter."


def test_a_wrong_value_is_answered_with_an_example_of_its_kind() -> None:
    assert words.wrong_value(Kind.NUMBER) == "Enter a number such as 12."
    assert words.wrong_value(Kind.DURATION) == "Enter a duration such as 1:30:00."
