"""What the command reports about a store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from telephony.data_access.store.maintenance import CheckResult, PruneResult
from telephony.data_access.store.salvage import RestoreResult
from telephony.formatting.numbers import count_of
from telephony.periods.calendar import date_words, day_words
from telephony.query.view import CallArea
from telephony.settings.systems import System

FILE_STAYS_LARGE: Final = (
    "The file stays as large as it was, because another program uses it. New days will fill the "
    "free space."
)

_MAX_LISTED = 20
# From the end of a bucket, which is the start of the next one, back into the bucket.
_INSTANT = timedelta(microseconds=1)


def store_words(
    checked: CheckResult, zone: ZoneInfo, owners: Mapping[str, System] | None = None
) -> list[str]:
    """What a store holds, and a line for each damaged bucket, as far as anybody reads them.

    ``owners``: the PBXs by their identity, where there are several.
    """
    lines = [_content_words(checked, zone)]
    for series, bucket in checked.damaged[:_MAX_LISTED]:
        owner = (owners or {}).get(series.pbx)
        of, there = (f"{owner.name}, ", owner.zone) if owner else ("", zone)
        lines.append(
            f"damaged: {of}group {series.group}, {_area_words(series.area_code)}, "
            f"{_moment_words(bucket.start, there)} to {_moment_words(bucket.end, there)}"
        )
    if (more := len(checked.damaged) - _MAX_LISTED) > 0:
        lines.append(f"and {more:,} more")
    if checked.missing:
        lines.append(f"{count_of(checked.missing, 'bucket')} not found by date and time.")
    return lines


def damage_words(checked: CheckResult) -> str:
    """How many buckets are damaged, and what to do about them; empty when none is."""
    damaged = len(checked.damaged) + checked.missing
    if not damaged:
        return ""
    return (
        f"{damaged:,} of {count_of(checked.bucket_count, 'bucket')} damaged. Damaged buckets are "
        "requested again when somebody needs them. Restore a backup for days that the PBX no "
        "longer has."
    )


def file_words(path: Path, listed: int, sound: int) -> str:
    """How many of the listed buckets of a file are damaged."""
    return f"{listed - sound:,} of {count_of(listed, 'bucket')} in {path} damaged."


def restore_words(restored: RestoreResult) -> str:
    """How many buckets a file has added."""
    stored = restored.sound - restored.added
    return f"{count_of(restored.added, 'bucket')} restored, {stored:,} already stored."


def prune_words(pruned: PruneResult, before: datetime, zone: ZoneInfo) -> str:
    """What was deleted from before a day."""
    day = date_words(before.astimezone(zone).date())
    names = f" and {count_of(pruned.extensions, 'unused name')}" if pruned.extensions else ""
    return f"{count_of(pruned.buckets, 'bucket')} from before {day}{names} deleted."


def _content_words(checked: CheckResult, zone: ZoneInfo) -> str:
    """How much a store holds, and of which days."""
    if not checked.series:
        return "The store is empty."
    groups = {(one.series.pbx, one.series.group) for one in checked.series}
    final = sum(one.final_count for one in checked.series)
    first = min(one.start for one in checked.series).astimezone(zone).date()
    last = (max(one.end for one in checked.series) - _INSTANT).astimezone(zone).date()
    return (
        f"{count_of(checked.bucket_count, 'bucket')} of {count_of(len(groups), 'group')}, "
        f"{day_words(first, last)}, {final:,} of them final."
    )


def _moment_words(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _area_words(code: int) -> str:
    words = {area.code: area.word for area in CallArea}
    return words.get(code, f"call area {code}")
