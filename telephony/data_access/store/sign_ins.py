"""The table ``sign_in``: the valid token of each PBX, encrypted, for all processes."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr
from sqlalchemy import select

from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import sign_in
from telephony.xapi.shared_sign_in import SharedToken


class SignIns:
    """Tokens that only a process with the same ``secret`` can read. Safe for threads."""

    def __init__(self, database: Database, secret: SecretStr) -> None:
        self._database = database
        # the secret is a phrase of any length; this derives a key that is used for nothing else
        derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"telephony sign-in").derive(
            secret.get_secret_value().encode()
        )
        self._cipher = Fernet(base64.urlsafe_b64encode(derived))

    def read(self, pbx: str) -> SharedToken | None:
        """The token, None when there is none or it was encrypted with another secret."""
        columns = (sign_in.c.sealed_token, sign_in.c.renew_at - self._database.now())
        with self._database.reading() as connection:
            found = connection.execute(select(*columns).where(sign_in.c.pbx == pbx)).first()
        if found is None:
            return None
        try:
            text = self._cipher.decrypt(str(found[0]).encode()).decode()
        except (InvalidToken, ValueError):
            return None
        return SharedToken(SecretStr(text), float(found[1]))

    def store(self, pbx: str, token: SharedToken) -> None:
        """Replace the token before."""
        sealed = self._cipher.encrypt(token.value.get_secret_value().encode()).decode()
        row = {
            "sealed_token": sealed,
            "renew_at": self._database.now() + token.seconds_left,
        }
        insert = self._database.insert(sign_in).values(pbx=pbx, **row)
        with self._database.writing(Turn.SIGN_INS) as connection:
            connection.execute(
                insert.on_conflict_do_update(index_elements=[sign_in.c.pbx], set_=row)
            )
