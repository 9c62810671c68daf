"""Buckets whose figures follow from their day alone, so that any process can check them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from telephony.data_access.store.bucket_values import UNKNOWN, ExtensionIndex, Figures, Kept, Series
from telephony.data_access.store.schema import VALUES
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket

SERIES = Series("f" * 64, "GRP0000", 0)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
FETCHED = datetime(2027, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


def day(number: int) -> Bucket:
    return Bucket(FIRST + timedelta(days=number), FIRST + timedelta(days=number + 1))


def kept(
    number: int, roster: ExtensionIndex, *, rows: int = 20, final: bool = True, salt: int = 0
) -> Kept:
    """The bucket of a day; ``salt`` gives other figures for the same day."""
    chance = np.random.default_rng((number, salt))
    values = chance.integers(0, 2**40, (len(VALUES), rows))
    values[:, chance.random(rows) < 0.1] = UNKNOWN
    people = [(str(100 + place), f"Zoë {place} & Søhne") for place in range(rows)]
    return Kept(
        bucket=day(number),
        local_start=f"{day(number).start:%Y-%m-%dT%H:%M}+00:00",
        fetched_at=FETCHED,
        final=final,
        complete=True,
        quality=Quality(cleaned_names=number, unreadable_sentiments=number % 2),
        figures=Figures(roster.codes(people), values),
    )


def rows(bucket: Kept, roster: ExtensionIndex) -> dict[tuple[str, str], list[int]]:
    """Figures by number and name, whatever the order."""
    pairs = roster.pairs(bucket.figures.codes)
    return dict(zip(pairs, bucket.figures.values.T.tolist(), strict=True))


def same(
    found: Kept, expected: Kept, found_in: ExtensionIndex, expected_in: ExtensionIndex
) -> bool:
    """Whether two buckets say the same, row for row."""
    about = ("bucket", "local_start", "fetched_at", "final", "complete", "quality")
    return rows(found, found_in) == rows(expected, expected_in) and all(
        getattr(found, name) == getattr(expected, name) for name in about
    )
