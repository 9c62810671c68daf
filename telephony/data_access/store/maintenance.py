"""Maintenance of a store: check, back up, restore, and delete what is old.

All of it works while dashboards use the store, in SQLite and PostgreSQL alike. A backup is a
SQLite file with the same tables, without sign-ins and leases, and can be restored into either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from telephony.data_access.store.backend import StoreTables
from telephony.data_access.store.bucket_repository import BucketRepository
from telephony.data_access.store.bucket_values import FetchedBucket, ReadResult, Series
from telephony.data_access.store.database import Database
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.data_access.store.history_file import HistoryFile
from telephony.data_access.store.inventory import (
    SeriesSummary,
    delete_old_buckets,
    delete_unused_extensions,
    list_series,
)
from telephony.data_access.store.migrations import migrate
from telephony.data_access.store.salvage import RestoreResult, restore_file
from telephony.data_access.store.store import HistoryStore
from telephony.periods.buckets import Bucket

_FILE_MODE = 0o600


@dataclass(frozen=True)
class CheckResult:
    """What a store holds. ``damaged`` does not match its checksum.

    ``missing``: how many buckets are counted but not found by their time.
    """

    series: tuple[SeriesSummary, ...]
    damaged: tuple[tuple[Series, Bucket], ...]
    missing: int

    @property
    def bucket_count(self) -> int:
        return sum(summary.bucket_count for summary in self.series)


@dataclass(frozen=True)
class PruneResult:
    """How much was deleted, and whether the file has shrunk."""

    buckets: int
    extensions: int
    is_compact: bool


def check_store(store: HistoryStore) -> CheckResult:
    """Read and verify every bucket; nothing is changed. Raises StoreError."""
    summaries = store.use(lambda tables: list_series(tables.database), writes=False)
    damaged: list[tuple[Series, Bucket]] = []
    found = 0
    for series, part in _read_all(store, summaries):
        damaged += ((series, bucket) for bucket in part.damaged)
        found += len(part.buckets) + len(part.damaged)
    listed = sum(summary.bucket_count for summary in summaries)
    return CheckResult(tuple(summaries), tuple(damaged), max(0, listed - found))


def check_file(path: Path) -> tuple[int, int]:
    """How many buckets the file at ``path`` lists, and how many of them are sound."""
    with closing(HistoryFile(path, ExtensionIndex())) as file:
        return file.listed, sum(1 for _ in file.sound_buckets())


def back_up(store: HistoryStore, path: Path) -> tuple[int, int]:
    """Copy every sound bucket into a new file; how many, and how many are damaged.

    The file appears under its name only when it is complete. Raises StoreError.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(_FILE_MODE)
        with closing(Database.sqlite(part)) as database:
            migrate(database)
            copied = _copy(store, BucketRepository(database, store.extensions))
            database.make_one_file()
        part.rename(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)
    return copied


def restore(store: HistoryStore, path: Path) -> RestoreResult:
    """Store every sound bucket of a file that is not stored yet. Raises StoreError."""

    def save(series: Series, buckets: Sequence[FetchedBucket]) -> int:
        return store.use(lambda tables: tables.buckets.save(series, buckets, late=True))

    return restore_file(path, store.extensions, save)


def prune(store: HistoryStore, before: Mapping[str | None, datetime]) -> PruneResult:
    """Delete the buckets that ended by then, and names that nothing uses any more.

    ``before``: by the identity of the PBX; None: of all.
    """
    buckets = 0
    for pbx, then in before.items():

        def delete(tables: StoreTables, pbx: str | None = pbx, then: datetime = then) -> int:
            return delete_old_buckets(tables.database, then, pbx)

        while deleted := store.use(delete):
            buckets += deleted
    store.use(lambda tables: tables.responses.delete_all())  # of any day
    extensions = store.use(lambda tables: delete_unused_extensions(tables.database))
    is_compact = not (buckets or extensions) or store.use(lambda tables: tables.database.compact())
    return PruneResult(buckets, extensions, is_compact)


def _copy(store: HistoryStore, target: BucketRepository) -> tuple[int, int]:
    summaries = store.use(lambda tables: list_series(tables.database), writes=False)
    copied = damaged = 0
    for series, part in _read_all(store, summaries):
        copied += target.save(series, part.buckets)
        damaged += len(part.damaged)
    return copied, damaged


def _read_all(
    store: HistoryStore, summaries: Sequence[SeriesSummary]
) -> Iterator[tuple[Series, ReadResult]]:
    """Every bucket, part by part; damaged ones are not deleted."""
    for summary in summaries:
        next_start: datetime | None = summary.start
        while next_start is not None:

            def work(
                tables: StoreTables, begin: datetime = next_start, of: SeriesSummary = summary
            ) -> ReadResult:
                return tables.buckets.read(of.series, begin, of.end, delete_damaged=False)

            part = store.use(work, writes=False)
            yield summary.series, part
            next_start = part.next_start
