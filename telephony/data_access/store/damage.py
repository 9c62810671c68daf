"""A SQLite file that cannot be read as a whole: set aside, and what is sound in it saved."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Thread

from telephony.data_access.store.bucket_repository import BucketRepository
from telephony.data_access.store.bucket_values import ExtensionIndex
from telephony.data_access.store.database import Database
from telephony.data_access.store.restoring import restore_file
from telephony.data_access.store.timeouts import Timeouts
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


def take_over(aside: Path, path: Path, roster: ExtensionIndex, timeouts: Timeouts) -> Thread:
    """Begin to put every bucket of ``aside`` that proves itself into the store at ``path``.

    That may take minutes, so it happens on a thread; all of it can be done again with
    ``python -m telephony.store restore``.
    """

    def work() -> None:
        try:
            with closing(Database.sqlite(path, timeouts)) as database:
                save = partial(BucketRepository(database, roster).save, late=True)
                restored = restore_file(aside, roster, save)
        except StoreTrouble as trouble:
            _log.warning("nothing more of the damaged store is kept: %s", trouble.words)
            return
        except Exception:  # noqa: BLE001  # of a thread; what is not kept is fetched again
            _log.exception("the damaged store could not be read")
            return
        _log.warning(
            "%s of %s buckets of the damaged store were sound and are kept",
            restored.sound,
            restored.listed,
        )

    thread = Thread(target=work, name="store", daemon=True)
    thread.start()
    return thread
