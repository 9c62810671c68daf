"""Sound buckets out of a SQLite file: of a backup, or of a damaged store that was set aside."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Thread

from telephony.data_access.store.batches import ROWS_PER_TRANSACTION
from telephony.data_access.store.bucket_repository import BucketRepository
from telephony.data_access.store.bucket_values import FetchedBucket, Series
from telephony.data_access.store.database import Database
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.data_access.store.history_file import HistoryFile
from telephony.data_access.store.timeouts import Timeouts

Save = Callable[[Series, Sequence[FetchedBucket]], int]

# What SQLite puts beside a file in WAL mode; a new file must not meet that of the old one.
_SUFFIXES = ("-wal", "-shm", "")
# Buckets of one transaction: each transaction waits for the disk.
_BUCKETS_AT_ONCE = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RestoreResult:
    """How many buckets a file lists, how many of these are sound, and how many were new."""

    listed: int
    sound: int
    added: int


def set_aside(path: Path) -> Path:
    """Rename the damaged file with what SQLite has put beside it; the new path.

    Raises StoreError.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    aside = path.with_name(f"{path.name}.bad-{stamp}")
    try:
        for suffix in _SUFFIXES:
            if os.path.lexists(f"{path}{suffix}"):
                Path(f"{path}{suffix}").rename(f"{aside}{suffix}")
    except OSError as error:
        raise StoreError("The damaged history store cannot be renamed.") from error
    _log.error("the history store was damaged and is now %s", aside.name)
    return aside


def salvage_in_background(
    aside: Path, path: Path, extensions: ExtensionIndex, timeouts: Timeouts
) -> Thread:
    """Start to copy every sound bucket of ``aside`` into the store at ``path``.

    This may take minutes. If it is interrupted, ``python -m telephony.store restore`` does it
    again.
    """

    def work() -> None:
        try:
            with closing(Database.sqlite(path, timeouts)) as database:
                save = partial(BucketRepository(database, extensions).save, late=True)
                restored = restore_file(aside, extensions, save)
        except StoreError as error:
            _log.warning("nothing more of the damaged store is restored: %s", error.message)
            return
        except Exception:  # noqa: BLE001  # on a thread; what is lost is requested again
            _log.exception("the damaged store could not be read")
            return
        _log.warning(
            "%s of %s buckets of the damaged store were sound and are restored",
            restored.sound,
            restored.listed,
        )

    thread = Thread(target=work, name="store", daemon=True)
    thread.start()
    return thread


def restore_file(path: Path, extensions: ExtensionIndex, save: Save) -> RestoreResult:
    """Pass every sound bucket of the file at ``path`` to ``save``, which returns how many are new.

    Raises StoreError for a file that is not a readable history, and whatever ``save`` raises.
    """
    waiting: defaultdict[Series, list[FetchedBucket]] = defaultdict(list)
    sound = added = rows = 0
    with closing(HistoryFile(path, extensions)) as file:
        for series, bucket in file.sound_buckets():
            waiting[series].append(bucket)
            sound += 1
            rows += len(bucket.values.codes)
            if rows > ROWS_PER_TRANSACTION or sum(map(len, waiting.values())) >= _BUCKETS_AT_ONCE:
                added += _save(waiting, save)
                rows = 0
        added += _save(waiting, save)
        return RestoreResult(file.listed, sound, added)


def _save(waiting: dict[Series, list[FetchedBucket]], save: Save) -> int:
    saved = sum(save(series, buckets) for series, buckets in waiting.items())
    waiting.clear()
    return saved
