"""Leases: the right to do something alone, over all processes that share a store, for a while.

A lease is a row with an owner and an end. Whoever holds it renews it in time; that of a process
that died runs out, and another may take it. All ends are told by the database's clock.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, func, not_, or_, select

from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import lease

# A process that was killed blocks others so long; one that lives renews three times within it.
LEASE_SECONDS = 8.0
RENEW_SECONDS = 2.0
_ROUNDING_SECONDS = 0.1


class Leases:
    """What ``owner``, one process or one part of it, holds. Safe for threads."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self.owner = owner
        now = database.now()
        # Not run out, nor longer than any lease is: that one was made before a clock was set back.
        # Whoever made it and lives renews it soon; of a process that died it would block the
        # others until the old time comes again.
        self._lives = lease.c.until.between(now, now + LEASE_SECONDS + _ROUNDING_SECONDS)
        # leases are taken all the time, and to build a statement takes longer than to execute it
        asked = lease.c.name.in_(bindparam("names", expanding=True))
        self._others = select(lease.c.name).where(asked, self._lives, lease.c.owner != owner)
        ours = {"owner": owner, "until": now + LEASE_SECONDS}
        claim = database.insert(lease).values(name=bindparam("name"), **ours)
        self._claim = claim.on_conflict_do_update(
            index_elements=[lease.c.name],
            set_=ours,
            where=or_(not_(self._lives), lease.c.owner == owner),
        ).returning(lease.c.name)

    def take(self, names: Iterable[str], at_most: int = 1) -> tuple[str, ...]:
        """The first of ``names`` that are free, have run out, or are ours already: ours now."""
        names = tuple(names)
        with self._database.reading() as connection:
            busy = set(connection.scalars(self._others, {"names": names}))
        free = [name for name in names if name not in busy]
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

    def living(self, beginning: str) -> int:
        """How many leases whose names begin so are held, by anybody."""
        alive = select(func.count()).where(
            lease.c.name.startswith(beginning, autoescape=True), self._lives
        )
        with self._database.reading() as connection:
            return int(connection.scalar(alive) or 0)

    def renew(self) -> None:
        """All of this owner's leases begin anew."""
        with self._database.writing(Turn.LEASES) as connection:
            connection.execute(
                lease.update()
                .where(lease.c.owner == self.owner)
                .values(until=self._database.now() + LEASE_SECONDS)
            )

    def give_back(self, *names: str) -> None:
        """Let others have them; nothing happens for one that is not ours."""
        with self._database.writing(Turn.LEASES) as connection:
            connection.execute(
                lease.delete().where(lease.c.name.in_(names), lease.c.owner == self.owner)
            )

    def give_back_all(self) -> None:
        """At the end of this owner."""
        with self._database.writing(Turn.LEASES) as connection:
            connection.execute(lease.delete().where(lease.c.owner == self.owner))
