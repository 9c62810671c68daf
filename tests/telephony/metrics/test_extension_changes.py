"""The change of each extension's calls, and its words."""

from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pytest

from telephony.formatting.locale_style import style_of
from telephony.metrics.extension_changes import BEFORE, CHANGE, change_words, with_changes
from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.query.view import Direction
from tests.telephony.frames.extension_frames import frame, row

NOW = frame(row("1", ia=15, iu=5, oa=4), row("2", ia=3), row("3"), row("4", ia=-1), row("5", ia=2))
EARLIER = frame(row("1", ia=10, oa=2), row("3"), row("4", ia=3), row("5", ia=-1))


def changes(direction=Direction.BOTH, *, lacks_rows=False) -> FrameView:
    everyone = FrameView(derive(NOW, 1.0, direction))
    return with_changes(everyone, FrameView(EARLIER), direction, lacks_rows=lacks_rows)


def test_a_change_is_of_all_calls_of_the_direction_new_without_any_before() -> None:
    assert changes().numbers(CHANGE).tolist() == pytest.approx(
        [1.0, inf, nan, nan, nan], nan_ok=True
    )
    assert changes(Direction.OUTBOUND).numbers(CHANGE)[0] == 1.0
    assert changes(Direction.INBOUND).numbers(BEFORE).tolist()[:2] == [10, 0]


def test_who_is_not_listed_where_rows_are_missing_is_not_new() -> None:
    assert np.isnan(changes(lacks_rows=True).numbers(CHANGE)[1])


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (112, 100, "+12 %"),
        (88, 100, "−12 %"),
        (0, 100, "−100 %"),
        (100, 100, "0 %"),
        (1_001, 1_000, "0 %"),
        (2_300, 100, "+2,200 %"),
        (3, 2, "+1 call"),
        (0, 2, "−2 calls"),
        (9, 9, "0 calls"),
        (4, 0, "new"),
        (0, 0, "–"),
        (nan, 5, "?"),
        (5, nan, "?"),
    ],
)
def test_a_change_in_words(now: float, before: float, words: str) -> None:
    assert change_words(now, before) == words


def test_words_follow_the_readers_separators() -> None:
    assert change_words(2_300, 100, style_of("de")) == "+2.200\xa0%"
    assert isnan(changes().numbers(CHANGE)[2])
