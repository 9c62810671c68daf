"""A report's rows as the client read them -> a frame that knows whether it is complete."""

from __future__ import annotations

from telephony.frames import Framed, extension_frame
from telephony.quality import Quality
from telephony.xapi.errors import NotAnApiAnswer
from telephony.xapi.records import Rows


def report_frame(rows: Rows, group: str) -> Framed:
    """The rows about one group, and what was wrong with them or with their pages.

    Raises NotAnApiAnswer for rows of which none can be read: that is not a group without calls.
    """
    framed = extension_frame(rows.rows, group)
    if rows.rows and framed.quality.dropped_rows == len(rows.rows):
        raise _unreadable(rows)
    return Framed(framed.frame, framed.quality.merge(Quality(pages=rows.notes)))


def _unreadable(rows: Rows) -> NotAnApiAnswer:
    first = rows.requests[0]
    number = len(rows.rows)
    none = "the one row has no" if number == 1 else f"none of the {number:,} rows has an"
    return NotAnApiAnswer(
        advice=(
            "No row of it has an extension number (Dn) that can be read. An update of 3CX may have "
            "renamed the field, or a proxy changes what passes."
        ),
        request=f"{first.method} {first.url}",
        status=first.status,
        pbx_words=f"{none} extension number",
        seconds=first.seconds,
        received_bytes=first.received_bytes,
    )
