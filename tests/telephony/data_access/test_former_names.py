"""Names that a number had in stored days, and what is said of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from telephony.data_access.history.frames import find_former_names, sum_buckets
from telephony.data_access.store.bucket_values import BucketValues, FetchedBucket
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.data_access.store.schema import VALUES
from telephony.frames.former_names import FormerName, former_words
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket
from tests.telephony.frames.extension_frames import BERLIN

FIRST = datetime(2026, 11, 5, 23, tzinfo=UTC)  # midnight of the 6th in Berlin
DAY = timedelta(days=1)


def stored(names: list[str], extensions: ExtensionIndex) -> list[FetchedBucket]:
    """A day for each name that 100 had; 101 is Clara on all of them."""
    buckets = []
    for place, name in enumerate(names):
        start = FIRST + place * DAY
        codes = extensions.codes([("100", name), ("101", "Clara")])
        values = BucketValues(codes, np.zeros((len(VALUES), 2), np.int64))
        day = Bucket(start, start + DAY)
        buckets.append(FetchedBucket(day, "", start + DAY, True, True, Quality(), values))
    return buckets


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["Anna", "Anna"], ""),
        (["Anna", "Ben"], "100 was Anna until 6 Nov 2026."),
        (["Anna", "Anna", "Ben", "Ben"], "100 was Anna until 7 Nov 2026."),
        (["Anna", "Ben", "Anna"], "100 was Ben until 7 Nov 2026."),
        (["Anna", "", "Ben"], "100 was Anna until 6 Nov 2026."),
        (["Anna", ""], ""),
        (
            ["Anna", "Ben", "Zoe"],
            "100 was Anna until 6 Nov 2026. 100 was Ben until 7 Nov 2026.",
        ),
        ([], ""),
    ],
)
def test_who_had_a_number_and_until_when(names: list[str], words: str) -> None:
    extensions = ExtensionIndex()
    buckets = stored(names, extensions)
    for order in (buckets, buckets[::-1]):
        assert former_words(find_former_names(order, extensions), BERLIN) == words


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (["Anna", "Ben"], "Ben"),
        (["Ben", "Anna", ""], "Anna"),
        (["", "Anna", "", ""], "Anna"),
        (["Anna", "Ben", "Anna", ""], "Anna"),
        (["", ""], ""),
    ],
)
def test_a_sum_has_the_name_that_is_no_former_one(names: list[str], name: str) -> None:
    """Else a number that has lost its name is found by it in its days, and not in their sum."""
    extensions = ExtensionIndex()
    total = sum_buckets(stored(names, extensions), "G", extensions)
    assert total is not None
    assert total.framed.frame["display_name"].tolist() == [name, "Clara"]
    former = {one.name for one in total.former_names}
    assert former == {*names} - {name, ""}


def test_of_many_changes_the_first_are_named_and_all_are_counted() -> None:
    many = tuple(FormerName(str(number), FIRST, "Anna") for number in range(100, 120))
    words = former_words(many, BERLIN)
    assert words.count("Anna") == 5
    assert words.endswith("15 more changes of a name are not listed.")
