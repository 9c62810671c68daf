"""Extensions in the store: from the codes of a roster to ids of the table, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from sqlalchemy import Connection, select

from telephony.data_access.store.bucket_values import ExtensionIndex, Integers
from telephony.data_access.store.database import Database
from telephony.data_access.store.schema import extension

# SQLite takes 32,766 parameters in a statement; a year has 366 days.
IDS_AT_ONCE = 5_000


class ExtensionRepository:
    """The table ``extension``, known by heart as far as it was needed."""

    def __init__(self, database: Database, roster: ExtensionIndex) -> None:
        self._database = database
        self._roster = roster
        self._ids: dict[tuple[str, int], int] = {}
        self._codes: dict[int, int] = {}

    def id(self, pbx: str, code: int) -> int:
        """The id of a code; KeyError where ``keep`` or ``made`` have not told it."""
        return self._ids[pbx, code]

    def code(self, key: int) -> int | None:
        """The code of an id, None where the table has no such row."""
        return self._codes.get(key)

    def keep(self, pbx: str, made: Mapping[int, int]) -> None:
        """What ``made`` told is in the store now."""
        self._ids.update({(pbx, code): key for code, key in made.items()})

    def forget_gone(self, connection: Connection, pbx: str, codes: Iterable[int]) -> None:
        """Another program may have deleted extensions; their ids may even mean others by now."""
        ids = {self._ids[pbx, code]: code for code in codes if (pbx, code) in self._ids}
        there = self._read(connection, ids.keys())
        for key, code in ids.items():
            if there.get(key) != code:
                del self._ids[pbx, code]
                self._codes.pop(key, None)

    def forget(self) -> None:
        """Read everything anew."""
        self._ids.clear()
        self._codes.clear()

    def made(
        self, connection: Connection, pbx: str, codes: Integers, made: dict[int, int]
    ) -> dict[int, int]:
        """The ids of codes that we do not know yet; extensions that are new get their rows."""
        new = [c for c in codes.tolist() if c not in made and (pbx, c) not in self._ids]
        if not new:
            return {}
        pairs = self._roster.pairs(np.array(new))
        # in one order, so that two writers never wait for each other crosswise
        rows = [{"pbx": pbx, "number": number, "display_name": n} for number, n in sorted(pairs)]
        adding = self._database.insert(extension).on_conflict_do_nothing()
        connection.execute(adding, rows)
        numbers = {number for number, _ in pairs}
        known = select(extension.c.id, extension.c.number, extension.c.display_name).where(
            extension.c.pbx == pbx, extension.c.number.in_(numbers)
        )
        ids = {(number, name): key for key, number, name in connection.execute(known)}
        return {code: ids[pair] for code, pair in zip(new, pairs, strict=True)}

    def learn(self, connection: Connection, keys: Collection[int]) -> None:
        """Numbers and names of extensions that we have not met yet."""
        self._codes |= self._read(connection, [key for key in keys if key not in self._codes])

    def _read(self, connection: Connection, keys: Collection[int]) -> dict[int, int]:
        """The codes of the ids that the table has."""
        in_order = sorted(keys)
        found: dict[int, int] = {}
        for at in range(0, len(in_order), IDS_AT_ONCE):
            of_these = extension.c.id.in_(in_order[at : at + IDS_AT_ONCE])
            rows = connection.execute(
                select(extension.c.id, extension.c.number, extension.c.display_name).where(of_these)
            ).all()
            codes = self._roster.codes((str(number), str(name)) for _, number, name in rows)
            found.update(zip((row[0] for row in rows), codes.tolist(), strict=True))
        return found
