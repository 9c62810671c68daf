"""The table ``extension``: from codes of an ``ExtensionIndex`` to ids of its rows, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from sqlalchemy import Connection, bindparam, select

from telephony.data_access.store.database import Database
from telephony.data_access.store.extension_index import ExtensionIndex, Integers
from telephony.data_access.store.schema import extension

# SQLite takes 32,766 parameters in a statement; a year has 366 days.
IDS_AT_ONCE = 5_000
_ROWS = select(extension.c.id, extension.c.number, extension.c.display_name)
_WITH_IDS = _ROWS.where(extension.c.id.in_(bindparam("ids", expanding=True)))
_WITH_NUMBERS = _ROWS.where(
    extension.c.pbx == bindparam("pbx"),
    extension.c.number.in_(bindparam("numbers", expanding=True)),
)


class ExtensionRepository:
    """Reads and inserts rows, and caches the ids it has read."""

    def __init__(self, database: Database, extensions: ExtensionIndex) -> None:
        self._database = database
        self._extensions = extensions
        self._ids: dict[tuple[str, int], int] = {}
        self._codes: dict[int, int] = {}

    def id_of(self, pbx: str, code: int) -> int:
        """The cached id of a code. Raises KeyError for one that ``cache`` was not given."""
        return self._ids[pbx, code]

    def code_of(self, key: int) -> int | None:
        """The code of an id that was loaded, None when the table has no such row."""
        return self._codes.get(key)

    def cache(self, pbx: str, ids: Mapping[int, int]) -> None:
        """Add ids by code, as ``insert_missing`` returned them, once they are committed."""
        self._ids.update({(pbx, code): key for code, key in ids.items()})

    def clear_cache(self) -> None:
        """Read every row anew."""
        self._ids.clear()
        self._codes.clear()

    def drop_outdated(self, connection: Connection, pbx: str, codes: Iterable[int]) -> None:
        """Remove from the cache what the table no longer holds.

        Another program may have deleted extensions; their ids may even be others' by now.
        """
        ids = {self._ids[pbx, code]: code for code in codes if (pbx, code) in self._ids}
        stored = self._read(connection, ids.keys())
        for key, code in ids.items():
            if stored.get(key) != code:
                del self._ids[pbx, code]
                self._codes.pop(key, None)

    def insert_missing(
        self, connection: Connection, pbx: str, codes: Integers, inserted: Mapping[int, int]
    ) -> dict[int, int]:
        """The ids, by code, of codes neither cached nor ``inserted``; new extensions get a row."""
        new = [c for c in codes.tolist() if c not in inserted and (pbx, c) not in self._ids]
        if not new:
            return {}
        pairs = self._extensions.pairs(np.array(new))
        # in one order, so that two writers never wait for each other crosswise
        rows = [{"pbx": pbx, "number": number, "display_name": n} for number, n in sorted(pairs)]
        connection.execute(self._database.insert(extension).on_conflict_do_nothing(), rows)
        wanted = {"pbx": pbx, "numbers": list({number for number, _ in pairs})}
        known = connection.execute(_WITH_NUMBERS, wanted)
        ids = {(number, name): key for key, number, name in known}
        return {code: ids[pair] for code, pair in zip(new, pairs, strict=True)}

    def load(self, connection: Connection, keys: Collection[int]) -> None:
        """Read the numbers and names of ids that are not cached yet."""
        self._codes |= self._read(connection, [key for key in keys if key not in self._codes])

    def _read(self, connection: Connection, keys: Collection[int]) -> dict[int, int]:
        """The codes, by id, of the rows that the table has."""
        in_order = sorted(keys)
        codes_by_id: dict[int, int] = {}
        for at in range(0, len(in_order), IDS_AT_ONCE):
            rows = connection.execute(_WITH_IDS, {"ids": in_order[at : at + IDS_AT_ONCE]}).all()
            codes = self._extensions.codes((str(number), str(name)) for _, number, name in rows)
            codes_by_id.update(zip((row[0] for row in rows), codes.tolist(), strict=True))
        return codes_by_id
