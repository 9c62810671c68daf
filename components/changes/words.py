"""The sentences of the page; those made of its values are with its metrics."""

from __future__ import annotations

from typing import Final

from telephony.formatting.text import for_display
from telephony.metrics.changes import Status
from telephony.metrics.sentence_pieces import EVERYBODY
from telephony.metrics.view_changes import Comparison
from telephony.query.view import Direction

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
_TALK_PARTS: Final = (
    "More calls: the change of answered calls × the usual length. Longer calls: the change of the "
    "length × the usual number."
)
_SPLIT_APART: Final = "Inbound and outbound are split on their own."
_RATE_PARTS: Final = (
    "Who took the calls: more or fewer calls went to those who pick up more often. How each did: "
    "the rest."
)
EXPORT: Final = "One row per extension, the largest change of talk time first."


def parts(direction: Direction) -> str:
    """What the parts are that the changes of this direction are split into."""
    sentences = [_TALK_PARTS]
    if direction is Direction.BOTH:
        sentences.append(_SPLIT_APART)
    if direction is not Direction.OUTBOUND:
        sentences.append(_RATE_PARTS)
    return " ".join(sentences)


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
