"""A report's rows as the client read them -> a frame that knows whether it is complete."""

from __future__ import annotations

from telephony.frames.extensions import ExtensionFrame, extension_frame
from telephony.frames.quality import Quality
from telephony.xapi.errors import NotAnApiResponse
from telephony.xapi.records import Rows


def report_frame(rows: Rows, group: str) -> ExtensionFrame:
    """The rows about one group, and what was wrong with them or with their pages.

    Raises NotAnApiResponse for rows of which none can be read: that is not a group without calls.
    """
    framed = extension_frame(rows.rows, group)
    if rows.rows and framed.quality.dropped_rows == len(rows.rows):
        raise NotAnApiResponse.no_readable_row(
            len(rows.rows), "extension number (Dn)", **rows.requests[0].facts
        )
    return ExtensionFrame(framed.frame, framed.quality.merge(Quality(pages=rows.notes)))
