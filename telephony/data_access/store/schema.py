"""The tables, the same in SQLite and PostgreSQL, plain enough for Power BI and Grafana.

``bucket`` has a row for each fetched stretch of time of one group and call area, ``figures`` one
for each (bucket, extension) with its values, ``extension`` their numbers and names. The view
``history`` joins the three. A bucket with 0 rows was fetched and is empty; a stretch that was
never fetched has no row in ``bucket``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from telephony.frames.columns import COLUMNS

VERSION: Final = 5

# The columns of values: call counts, talk times in microseconds, and sentiment, which is last.
VALUES: Final = tuple(column.name for column in COLUMNS if column.dtype == "Int64")


def version_text(version: int) -> str:
    """The text beside a version's number, by which a history file is recognized."""
    return f"telephony history, version {version}"


class Utc(TypeDecorator[datetime]):
    """Aware UTC: a text without offset in SQLite, ``timestamptz`` in PostgreSQL.

    A text that is not a time is read as None; the checksum then finds the damage.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite has no type for times."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(26))
        return super().load_dialect_impl(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Texts sort as their times do."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")

    def process_result_value(
        self,
        value: Any,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's signature
    ) -> datetime | None:
        """As UTC, whatever zone the connection is set to."""
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                return None
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

schema_version = Table(
    "schema_version",
    metadata,
    Column("version", Integer, primary_key=True),
    # the same number in words: a flipped bit cannot turn one version into another
    Column("words", String(40), nullable=False),
)

bucket = Table(
    "bucket",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("pbx", String(64), nullable=False),
    Column("group_number", Text, nullable=False),
    Column("call_area", SmallInteger, nullable=False),
    Column("start_utc", Utc, nullable=False),
    Column("end_utc", Utc, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("local_start", String(32), nullable=False),
    Column("fetched_at", Utc, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("oddities", Text, nullable=False),
    Column("checksum", String(32), nullable=False),
    UniqueConstraint("pbx", "group_number", "call_area", "start_utc", "end_utc"),
)

extension = Table(
    "extension",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("pbx", String(64), nullable=False),
    Column("number", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    UniqueConstraint("pbx", "number", "display_name"),
)

figures = Table(
    "figures",
    metadata,
    Column("bucket_id", BigInteger, ForeignKey("bucket.id"), primary_key=True),
    Column("extension_id", BigInteger, ForeignKey("extension.id"), primary_key=True),
    *(Column(name, BigInteger) for name in VALUES),
    # read bucket by bucket: the table is its own index, in that order
    sqlite_with_rowid=False,
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("owner", String(64), nullable=False),
    # seconds since 1970 by the clock of the database, which all owners share
    Column("until", Float, nullable=False),
    Index("lease_by_owner", "owner"),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("pbx", String(64), primary_key=True),
    Column("sealed_token", Text, nullable=False),
    Column("renew_at", Float, nullable=False),
)

spent_requests = Table(
    "spent_requests",
    metadata,
    Column("pbx", String(64), primary_key=True),
    # five-second intervals since 1970
    Column("cell", BigInteger, primary_key=True, autoincrement=False),
    Column("requests", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# a fingerprint of the credential that the PBX has refused, not the credential itself
refused_sign_in = Table(
    "refused_sign_in",
    metadata,
    Column("pbx", String(64), primary_key=True),
    Column("salt", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("until", Float, nullable=False),
    Column("status", Integer),
    Column("words", Text, nullable=False),
)

bucket_use = Table(
    "bucket_use",
    metadata,
    Column("bucket_id", BigInteger, primary_key=True, autoincrement=False),
    Column("used_at", Utc, nullable=False),
    sqlite_with_rowid=False,
)

access_token = Table(
    "access_token",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    # of the token, not the token itself: telephony.data_access.access_tokens
    Column("digest", String(64), nullable=False, unique=True),
    # a JSON list of group numbers; NULL: all that the person may see
    Column("group_scope", Text),
    # what was known of the person at the last sign-in, as JSON
    Column("claims", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("used_at", Utc),
    Column("revoked_at", Utc),
)

audit = Table(
    "audit",
    metadata,
    # made by the writer: an entry that is written again after a failure is there once
    Column("id", String(40), primary_key=True),
    Column("at", Utc, nullable=False),
    Column("person", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("target", Text, nullable=False),
    Column("address", String(64), nullable=False),
    Column("request_id", String(64), nullable=False),
    Index("audit_by_time", "at"),
    sqlite_with_rowid=False,
)

ended_sign_in = Table(
    "ended_sign_in",
    metadata,
    # a number of a person's sign-in, from which nothing of it can be read
    Column("number", String(64), primary_key=True),
    # when it would have ended by itself, in seconds since 1970
    Column("until", Float, nullable=False),
    sqlite_with_rowid=False,
)

recent_response = Table(
    "recent_response",
    metadata,
    # a digest of what was asked of which PBX
    Column("name", String(64), primary_key=True),
    # seconds since 1970 by the clock of the database
    Column("stored_at", Float, nullable=False),
    Column("bytes", Integer, nullable=False),
    # JSON, compressed: telephony.data_access.pbx.shared_responses
    Column("content", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

VIEW: Final = f"""
CREATE VIEW history AS
SELECT b.pbx, b.group_number, b.call_area, b.start_utc, b.end_utc, b.seconds, b.local_start,
       b.fetched_at, b.final, e.number AS extension, e.display_name,
       {", ".join(f"f.{name}" for name in VALUES)}
FROM figures f JOIN bucket b ON b.id = f.bucket_id JOIN extension e ON e.id = f.extension_id
"""  # noqa: S608  # names of our own columns
