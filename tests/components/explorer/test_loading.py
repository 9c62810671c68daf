"""What the explorer stores of its verifications: as many as fit, however large the group."""

from __future__ import annotations

import gc
import itertools
import weakref
from datetime import UTC, datetime

import pandas as pd
import pytest

from components.explorer.loading import MAX_VERIFIED_ROWS, verify
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.raw import RawRows
from telephony.frames.extensions import extension_frame
from telephony.odata.option_texts import OptionTexts
from tests.support.large_group import EXTENSIONS, ROWS

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
MOST_BYTES = 25_000_000
SERIALS = itertools.count(-1, -1)  # no answer of a PBX has one below zero


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return extension_frame(ROWS, "G").frame


def answer_of(frame: pd.DataFrame) -> ExtensionsAnswer:
    return ExtensionsAnswer(frame=frame, as_of=NOON, version=(next(SERIALS),))


def top(rows: int) -> tuple[OptionTexts, RawRows]:
    """A question for the first so many rows and what the rows of a PBX that applies it."""
    return OptionTexts(top=str(rows)), RawRows(rows=ROWS[:rows], count=EXTENSIONS, as_of=NOON)


def test_verifications_of_a_large_group_take_no_more_memory_than_allowed(
    frame: pd.DataFrame,
) -> None:
    answer = answer_of(frame)
    made = []
    for missing in range(MAX_VERIFIED_ROWS // EXTENSIONS + 2):
        options, received = top(EXTENSIONS - missing)
        made.append(weakref.ref(verify(answer, options, received)))
    gc.collect()
    held = [one.expected for one in (there() for there in made) if one is not None]
    assert all(rows is not None and len(rows) > EXTENSIONS // 2 for rows in held)
    assert 1 < len(held) <= MAX_VERIFIED_ROWS // EXTENSIONS
    assert sum(rows.memory_usage(deep=True).sum() for rows in held if rows is not None) < MOST_BYTES


def test_many_verifications_of_a_small_group_are_stored(frame: pd.DataFrame) -> None:
    answer = answer_of(frame.iloc[:50])
    questions = [top(number) for number in range(1, 50)]
    first = [verify(answer, *question) for question in questions]
    assert all(
        verify(answer, *question) is one for question, one in zip(questions, first, strict=True)
    )


def test_other_rows_are_another_verification(frame: pd.DataFrame) -> None:
    options, received = top(3)
    answer = answer_of(frame)
    first = verify(answer, options, received)
    assert verify(answer_of(frame), options, received) is not first
    later = RawRows(rows=received.rows, count=EXTENSIONS, as_of=NOON.replace(hour=12))
    assert verify(answer, options, later) is not first
