"""The sentences of the page; those made of its values are with its metrics."""

from __future__ import annotations

from typing import Final

from telephony.formatting.text import for_display
from telephony.metrics.changes import Status
from telephony.metrics.sentence_pieces import EVERYBODY
from telephony.metrics.view_changes import Comparison

NOTHING_CHOSEN: Final = (
    "The link compares with nothing; changes are shown from the preceding period."
)
AGAINST_HELP: Final = (
    "Another group in the same period. Its extensions are other people, so the difference is split "
    "for the two groups as wholes."
)
HOW_SURE: Final = (
    "“More than chance alone gives” takes calls as independent of each other, and is wrong in one "
    "comparison of twenty where only chance is at work. A change says what differs, not why."
)
PARTS: Final = (
    "More calls: the change of answered calls × the usual length. Longer calls: the change of the "
    "length × the usual number. Inbound and outbound are split on their own. Who took the calls: "
    "more or fewer calls went to those who pick up more often. How each did: the rest."
)
EXPORT: Final = "One row per extension, the largest change of talk time first."


def heading(rows: str, compared: Comparison) -> str:
    """The heading of the extensions of this status, or of all of them."""
    if rows == EVERYBODY:
        return "By extension"
    if compared.of_groups:
        here, there = (for_display(name, 30) for name in (compared.subject, compared.before))
        return {
            Status.STAYED: "In both groups",
            Status.NEW: f"Only in {here}",
            Status.GONE: f"Only in {there}",
        }[Status(rows)]
    return {
        Status.STAYED: "Like for like",
        Status.NEW: "Calls now, none before",
        Status.GONE: "Calls before, none now",
    }[Status(rows)]
