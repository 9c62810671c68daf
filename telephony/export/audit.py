"""The audit as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC
from typing import Final

from telephony.answers.audit import AuditEntry
from telephony.export.csv_file import BOM
from telephony.export.safety import safe

MOST_ENTRIES: Final = 100_000
"""Some twenty megabytes; a longer time is fetched in parts."""
_HEADER: Final = ("time", "person", "kind", "target", "address", "request")


def audit_csv(entries: Sequence[AuditEntry]) -> bytes:
    """The entries, in their order, as UTF-8 CSV (RFC 4180, CRLF) with a byte-order mark.

    ``time`` is ISO 8601 in UTC. No text becomes a formula.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for entry in entries:
        texts = (entry.person, entry.kind, entry.target, entry.address, entry.request_id)
        writer.writerow([entry.at.astimezone(UTC).isoformat(timespec="seconds"), *map(safe, texts)])
    return (BOM + out.getvalue()).encode("utf-8", "replace")
