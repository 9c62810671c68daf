"""The credential that a PBX has refused, so that a restart does not send it again.

3CX blocks whoever sends a wrong one more than three times. The store holds only a fingerprint:
slow to compute (scrypt, RFC 7914), with a salt of its own, and keyed with the secret that the
programs share, if there is one. So the database alone does not help to guess the credential.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from pydantic import SecretStr
from sqlalchemy import delete, select

from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import refused_sign_in as table
from telephony.xapi.shared_sign_in import SharedRefusal

# A sixteenth of a second and 16 MB for each guess.
_COST, _BLOCK_SIZE, _PARALLEL = 2**14, 8, 1
# No refusal lasts longer: one with more left was stored when a clock was ahead.
_LONGEST_SECONDS = 3_600.0
_PURPOSE = b"telephony refused sign-in"


@dataclass(frozen=True)
class StoredRefusal:
    """A refusal and the fingerprint of the refused credential."""

    salt: str
    fingerprint: str
    refusal: SharedRefusal

    @classmethod
    def of(
        cls, credential: SecretStr, refusal: SharedRefusal, key: SecretStr | None
    ) -> StoredRefusal:
        """With a new salt. Takes a moment."""
        salt = secrets.token_hex(16)
        return cls(salt, _fingerprint(credential, salt, key), refusal)

    def is_of(self, credential: SecretStr, key: SecretStr | None) -> bool:
        """Whether this very credential was refused, with the same ``key``. Takes a moment."""
        return hmac.compare_digest(self.fingerprint, _fingerprint(credential, self.salt, key))


class Refusals:
    """The last refusal of each PBX. Safe for threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, pbx: str) -> StoredRefusal | None:
        """The refusal that still lasts by the database's clock, None when there is none."""
        left = (table.c.until - self._database.now()).label("seconds_left")
        wanted = select(table, left).where(table.c.pbx == pbx)
        with self._database.reading() as connection:
            found = connection.execute(wanted).first()
        if found is None or not 0 < found.seconds_left <= _LONGEST_SECONDS:
            return None
        refusal = SharedRefusal(float(found.seconds_left), found.status, found.words)
        return StoredRefusal(found.salt, found.fingerprint, refusal)

    def store(self, pbx: str, stored: StoredRefusal) -> None:
        """Replace the refusal before."""
        row = {
            "salt": stored.salt,
            "fingerprint": stored.fingerprint,
            "until": self._database.now() + stored.refusal.seconds_left,
            "status": stored.refusal.status,
            "words": stored.refusal.message,
        }
        insert = self._database.insert(table).values(pbx=pbx, **row)
        upsert = insert.on_conflict_do_update(index_elements=[table.c.pbx], set_=row)
        with self._database.writing(Turn.SIGN_INS) as connection:
            connection.execute(upsert)

    def delete(self, pbx: str) -> None:
        """After a successful sign-in."""
        with self._database.writing(Turn.SIGN_INS) as connection:
            connection.execute(delete(table).where(table.c.pbx == pbx))


def _fingerprint(credential: SecretStr, salt: str, key: SecretStr | None) -> str:
    stretched = hashlib.scrypt(
        credential.get_secret_value().encode(),
        salt=salt.encode(),
        n=_COST,
        r=_BLOCK_SIZE,
        p=_PARALLEL,
    )
    secret = key.get_secret_value().encode() if key else b""
    return hmac.new(secret, _PURPOSE + stretched, hashlib.sha256).hexdigest()
