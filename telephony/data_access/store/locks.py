"""The locks of the store, between all processes that share it.

``Leases`` are locks in the database that expire: a lease is a row with a name, an owner and an
end. The owner renews it in time; the lease of a process that died expires, and another process
takes it. All ends are by the database's clock. A bucket's lease keeps two programs from
requesting it from the PBX twice.

``lock_file`` locks a SQLite file while it is opened or replaced.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import bindparam, func, not_, or_, select

from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.errors import StoreError, folder_errors
from telephony.data_access.store.schema import lease

# A process that was killed blocks the others for so long; a living one renews three times in it.
LEASE_SECONDS = 8.0
RENEW_SECONDS = 2.0
_ROUNDING_SECONDS = 0.1
_FILE_POLL_SECONDS = 0.02


class Leases:
    """The leases of ``owner``: one process, or one part of it. Safe for threads."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self.owner = owner
        now = database.now()
        # Neither expired nor longer than any lease is: a longer one was made before a clock was
        # set back. A living owner renews it soon; that of a process that died would block the
        # others until the old time comes again.
        self._is_valid = lease.c.until.between(now, now + LEASE_SECONDS + _ROUNDING_SECONDS)
        # Leases are taken all the time, and building a statement takes longer than executing it.
        requested = lease.c.name.in_(bindparam("names", expanding=True))
        self._others = select(lease.c.name).where(requested, self._is_valid, lease.c.owner != owner)
        ours = {"owner": owner, "until": now + LEASE_SECONDS}
        claim = database.insert(lease).values(name=bindparam("name"), **ours)
        self._claim = claim.on_conflict_do_update(
            index_elements=[lease.c.name],
            set_=ours,
            where=or_(not_(self._is_valid), lease.c.owner == owner),
        ).returning(lease.c.name)
        self._release = lease.delete().where(requested, lease.c.owner == owner)

    def take(self, names: Iterable[str], at_most: int = 1) -> tuple[str, ...]:
        """Take the first of ``names`` that are free, expired or ours already; which ones."""
        free = list(names)
        if len(free) > 1:  # to look costs a transaction, as to try to take does
            with self._database.reading() as connection:
                busy = set(connection.scalars(self._others, {"names": free}))
            free = [name for name in free if name not in busy]
        taken: list[str] = []
        if not free or at_most <= 0:
            return ()
        with self._database.writing(Turn.LEASES) as connection:
            for name in free:
                if connection.execute(self._claim, {"name": name}).first() is not None:
                    taken.append(name)
                if len(taken) == at_most:
                    break
        return tuple(taken)

    def count(self, prefix: str) -> int:
        """How many valid leases have names with this prefix, whoever owns them."""
        valid = select(func.count()).where(
            lease.c.name.startswith(prefix, autoescape=True), self._is_valid
        )
        with self._database.reading() as connection:
            return int(connection.scalar(valid) or 0)

    def renew(self) -> None:
        """Extend all leases of this owner to their full length."""
        with self._database.writing(Turn.LEASES) as connection:
            connection.execute(
                lease.update()
                .where(lease.c.owner == self.owner)
                .values(until=self._database.now() + LEASE_SECONDS)
            )

    def release(self, *names: str) -> None:
        """Free these leases; a lease of another owner stays."""
        with self._database.writing(Turn.LEASES) as connection:
            connection.execute(self._release, {"names": names})

    def release_all(self) -> None:
        """Free every lease of this owner."""
        with self._database.writing(Turn.LEASES) as connection:
            connection.execute(lease.delete().where(lease.c.owner == self.owner))


def companions(path: Path) -> tuple[Path, ...]:
    """The files that SQLite and ``lock_file`` write beside the store at ``path``."""
    names = (f"{path.name}{end}" for end in ("-wal", "-shm", "-journal"))
    return (*map(path.with_name, names), _lock_of(path))


@contextmanager
def lock_file(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock without which no process opens or replaces the file at ``path``.

    Raises StoreError when another process holds it for longer than ``seconds``.
    """
    try:
        import fcntl  # noqa: PLC0415  # not on Windows, where a file in use cannot be moved anyway
    except ImportError:
        yield
        return
    with folder_errors():
        lock = _lock_of(path).open("w")
    with lock:
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise StoreError("Another program is opening the history store.") from None
                time.sleep(_FILE_POLL_SECONDS)
        yield


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")
