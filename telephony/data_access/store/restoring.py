"""From a file of ours into a store, SQLite or PostgreSQL. What is stored already stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from telephony.data_access.store.bucket_values import ExtensionIndex, Kept, Series
from telephony.data_access.store.history_file import HistoryFile
from telephony.data_access.store.portions import ROWS_AT_ONCE

Save = Callable[[Series, Sequence[Kept]], int]

# Buckets of one transaction: each of those waits for the disk.
_BUCKETS_AT_ONCE = 200


@dataclass(frozen=True)
class Restored:
    """What a file gave: buckets that it lists, those that are sound, those that were new."""

    listed: int
    sound: int
    new: int


def restore_file(path: Path, roster: ExtensionIndex, save: Save) -> Restored:
    """Hand every sound bucket of the file at ``path`` to ``save``, which says how many were new.

    Raises StoreTrouble for a file that is not ours to read, or when the store takes no more.
    """
    waiting: defaultdict[Series, list[Kept]] = defaultdict(list)
    sound = new = rows = 0
    with closing(HistoryFile(path, roster)) as file:
        for series, kept in file.sound():
            waiting[series].append(kept)
            sound += 1
            rows += len(kept.figures.codes)
            if rows > ROWS_AT_ONCE or sum(map(len, waiting.values())) >= _BUCKETS_AT_ONCE:
                new += _save(waiting, save)
                rows = 0
        new += _save(waiting, save)
        return Restored(file.listed, sound, new)


def _save(waiting: dict[Series, list[Kept]], save: Save) -> int:
    saved = sum(save(series, kept) for series, kept in waiting.items())
    waiting.clear()
    return saved
