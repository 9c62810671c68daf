"""A SQLite file that cannot be read as a whole: set aside, and what is sound in it saved."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from telephony.data_access.buckets import Bucket
from telephony.data_access.store.database import Database
from telephony.data_access.store.figures import Series
from telephony.data_access.store.shelf import Shelf
from telephony.data_access.store.troubles import StoreTrouble

_log = logging.getLogger(__name__)

# SQLite's companions of a file in WAL mode; a new file must not meet those of the old one.
_LOOK_SECONDS = 0.02
_COMPANIONS = ("-wal", "-shm", "")


@contextmanager
def usable_folder() -> Iterator[None]:
    """What the system says of a folder that it does not let us use, as a StoreTrouble."""
    try:
        yield
    except OSError as error:
        raise StoreTrouble(f"The data folder cannot be used ({error.strerror}).") from error


@contextmanager
def alone(path: Path, seconds: float) -> Iterator[None]:
    """Only one process at a time may replace the file at ``path``.

    Raises StoreTrouble where another one has not ended after so many seconds.
    """
    try:
        import fcntl  # noqa: PLC0415  # not on Windows, where a file in use cannot be moved anyway
    except ImportError:
        yield
        return
    with usable_folder():
        lock = path.with_suffix(".lock").open("w")
    with lock:
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise StoreTrouble("Another program is opening the history store.") from None
                time.sleep(_LOOK_SECONDS)
        yield


def set_aside(path: Path) -> Path:
    """Rename the file and its companions; where it is now. Raises StoreTrouble."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    aside = path.with_name(f"{path.name}.bad-{stamp}")
    try:
        for ending in _COMPANIONS:
            if os.path.lexists(f"{path}{ending}"):
                Path(f"{path}{ending}").rename(f"{aside}{ending}")
    except OSError as error:
        raise StoreTrouble("The damaged history store cannot be set aside.") from error
    _log.error("the history store was damaged and is now %s", aside.name)
    return aside


def save_the_sound(aside: Path, shelf: Shelf) -> int:
    """Put every bucket that still proves itself into ``shelf``; how many there were."""
    old = Database.sqlite(aside)
    saved = 0
    try:
        reader = Shelf(old, shelf.roster)
        for series, one in _listed(reader):
            try:
                kept = reader.read(series, one.start, one.end).kept
            except StoreTrouble:
                continue
            shelf.save(series, kept)
            saved += len(kept)
    finally:
        old.close()
    _log.warning("%s buckets of the damaged history store were sound and are kept", saved)
    return saved


def _listed(reader: Shelf) -> list[tuple[Series, Bucket]]:
    """As much of the list as can be read."""
    found: list[tuple[Series, Bucket]] = []
    try:
        for one in reader.every():
            found.append(one)  # noqa: PERF402  # what came before the damage stays
    except StoreTrouble:
        _log.warning("the list of stored buckets is cut off after %s", len(found))
    return found
