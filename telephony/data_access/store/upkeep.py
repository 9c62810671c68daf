"""Looking after a store: checking it, copying it, taking a copy back, deleting what is old.

All of it works while dashboards use the store, in SQLite and in PostgreSQL alike. A backup is a
SQLite file with the same tables, without sign-ins and leases, so it can be taken back into either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from telephony.data_access.store import inventory
from telephony.data_access.store.backend import Opened
from telephony.data_access.store.bucket_repository import BucketRepository, Reading
from telephony.data_access.store.bucket_values import ExtensionIndex, Kept, Series
from telephony.data_access.store.database import Database
from telephony.data_access.store.history_file import HistoryFile
from telephony.data_access.store.restoring import Restored, restore_file
from telephony.data_access.store.store import HistoryStore
from telephony.data_access.store.troubles import StoreTrouble
from telephony.data_access.store.upgrade import prepare
from telephony.periods.buckets import Bucket

_FILE_MODE = 0o600


@dataclass(frozen=True)
class Checked:
    """What a store holds, and which of it fails its checksum or cannot be found by its time."""

    held: tuple[inventory.Held, ...]
    damaged: tuple[tuple[Series, Bucket], ...]
    missing: int

    @property
    def buckets(self) -> int:
        return sum(one.buckets for one in self.held)


@dataclass(frozen=True)
class Pruned:
    """What was deleted, and whether its room was given back to the disk."""

    buckets: int
    extensions: int
    is_compact: bool


def check_store(store: HistoryStore) -> Checked:
    """Read every bucket and prove it; nothing is changed. Raises StoreTrouble."""
    held = store.use(lambda opened: inventory.list_series(opened.database), writes=False)
    damaged: list[tuple[Series, Bucket]] = []
    found = 0
    for series, reading in _read_all(store, held):
        damaged += ((series, bucket) for bucket in reading.damaged)
        found += len(reading.kept) + len(reading.damaged)
    return Checked(tuple(held), tuple(damaged), max(0, sum(one.buckets for one in held) - found))


def check_file(path: Path) -> tuple[int, int]:
    """How many buckets the file at ``path`` lists, and how many of them are sound."""
    with closing(HistoryFile(path, ExtensionIndex())) as file:
        return file.listed, sum(1 for _ in file.sound())


def back_up(store: HistoryStore, path: Path) -> tuple[int, int]:
    """Copy every sound bucket into a new file; how many, and how many are damaged.

    The file is there when it is whole, and not before. Raises StoreTrouble.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(_FILE_MODE)
        with closing(Database.sqlite(part)) as database:
            prepare(database)
            copied = _copy(store, BucketRepository(database, store.roster))
            database.make_one_file()
        part.rename(path)
    except OSError as error:
        raise StoreTrouble(f"{path} cannot be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)
    return copied


def restore(store: HistoryStore, path: Path) -> Restored:
    """Store every sound bucket of a file that is not there yet. Raises StoreTrouble."""

    def save(series: Series, kept: Sequence[Kept]) -> int:
        return store.use(lambda opened: opened.shelf.save(series, kept, late=True))

    return restore_file(path, store.roster, save)


def prune(store: HistoryStore, before: datetime) -> Pruned:
    """Delete what ended by then, and the names that nothing mentions any more."""
    buckets = 0
    while deleted := store.use(lambda opened: inventory.prune(opened.database, before)):
        buckets += deleted
    extensions = store.use(lambda opened: inventory.prune_extensions(opened.database))
    is_compact = not (buckets or extensions) or store.use(lambda opened: opened.database.compact())
    return Pruned(buckets, extensions, is_compact)


def _copy(store: HistoryStore, target: BucketRepository) -> tuple[int, int]:
    held = store.use(lambda opened: inventory.list_series(opened.database), writes=False)
    copied = damaged = 0
    for series, reading in _read_all(store, held):
        copied += target.save(series, reading.kept)
        damaged += len(reading.damaged)
    return copied, damaged


def _read_all(
    store: HistoryStore, held: Sequence[inventory.Held]
) -> Iterator[tuple[Series, Reading]]:
    """Everything, in portions; what is damaged stays where it is."""
    for one in held:
        rest: datetime | None = one.start
        while rest is not None:

            def work(opened: Opened, begin: datetime = rest, of: inventory.Held = one) -> Reading:
                return opened.shelf.read(of.series, begin, of.end, take_out=False)

            reading = store.use(work, writes=False)
            yield one.series, reading
            rest = reading.rest
