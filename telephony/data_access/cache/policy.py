"""How long answers are good, and how much is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class CachePolicy:
    """How long answers are good and how many are kept."""

    open_period: timedelta = timedelta(seconds=60)
    """A running day changes with every call; a minute is what a supervisor calls now."""
    closed_period: timedelta = timedelta(hours=12)
    """Long, yet a record that an admin purges or repairs shows up the next day."""
    settling: timedelta = timedelta(hours=2)
    """The PBX writes a call's record after its end; a period younger than this may still grow."""
    incomplete: timedelta = timedelta(seconds=6)
    """For each incomplete day of a question: ten of them are asked again a minute. A repair of the
    PBX shows soon, and one that always sends something unreadable is not asked without end."""
    groups: timedelta = timedelta(minutes=5)
    unknown_group: timedelta = timedelta(minutes=1)
    """So often the list is read again because of a group that it lacks: mistyped, or just made."""
    failure: timedelta = timedelta(seconds=5)
    """A failure is shared this long, so that a page full of viewers does not become a storm."""
    max_entries: int = 2_000
    max_bytes: int = 256 * 2**20
    max_in_flight: int = 200
    """Questions up or waiting at once, of people and of programs apart: more than two full views
    of 50 groups is not a viewer."""
    max_requests: int = 2_000
    """That one question of a person may take: five groups over a year, some minutes of waiting."""
    max_buckets: int = 100_000
    """Of one history, stored ones too: fifty groups over the days of five years are 91,300."""
    max_raw: int = 500
    max_raw_bytes: int = 64 * 2**20
    """Answers to questions with options: what a few explorers of one afternoon ask."""
