"""Lines do not end between a number and its unit."""

import pytest

from components.shared.literal_text import unbroken
from telephony.formatting.numbers import talk_change_words, talk_words

SECOND_US = 1_000_000


@pytest.mark.parametrize("seconds", [0, 17, 61, 3_599, 3_600, 45_296, 40_000_000])
def test_a_duration_stands_on_one_line(seconds: int) -> None:
    for words in (talk_words(seconds * SECOND_US), talk_change_words(-seconds * SECOND_US)):
        assert " " not in unbroken(words)
        assert unbroken(words).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("▲ 0,2 points lower, worse", "▲ 0,2\u00a0points lower, worse"),
        ("1 of 2 · average 4 min 5 s", "1 of 2\u00a0· average 4\u00a0min\u00a05\u00a0s"),
        ("2 of 3 extensions have 5 hours", "2 of 3 extensions have 5 hours"),
        ("Room 5 minutes away", "Room 5 minutes away"),
    ],
)
def test_the_rest_of_a_line_breaks_as_before(text: str, shown: str) -> None:
    assert unbroken(text) == shown
