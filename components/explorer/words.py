"""The explorer's sentences; labels of single widgets are with their widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from components.shared.literal_text import literal
from components.shared.viewer_locale import viewer_count, viewer_count_of, viewer_style
from telephony.explore.option_help import OPTION_HELP
from telephony.explore.verdicts import ALL_ROWS, Verdict
from telephony.metrics.words import have_one
from telephony.odata.fields import Kind
from telephony.odata.option_texts import Finding
from telephony.xapi.errors import QueryRefused

CHOOSE_GROUP: Final = "Choose a group to see its report."

NO_FILTER: Final = "No filter: all rows of the group."
TEXT_UNREADABLE: Final = "The rows return once the text is valid."
TEXT_ONLY: Final = "This filter cannot be shown as rows, so it stays text."

APPLY_SUGGESTION: Final = "Apply suggestion"
SEND_ANYWAY_HELP: Final = (
    "The PBX may support more than this dashboard does. The result is then not verified."
)
NOT_SENDABLE: Final = "This query cannot be sent. Fix the errors above."

UNVERIFIABLE: Final = (
    "**Not verified.** These options cannot be evaluated here, so they were sent unchecked."
)
MISMATCH: Final = "**Mismatch.** The PBX did not apply the options as requested."
SHOWN_EXPECTED: Final = "The rows below were computed here from the unfiltered report."
SHOWN_RECEIVED: Final = "The rows below are as received from the PBX."
SHOWN_NONE: Final = "There are no rows to show: these options cannot be evaluated here."
STILL_RUNNING: Final = (
    "The period has not ended, so new calls between the two requests may be the cause: Refresh."
)

NO_EXTENSIONS: Final = "The PBX lists no extension with calls in this group and period."
NO_MATCH: Final = "No rows match."
NO_ROWS_RETURNED: Final = "The PBX returned no rows."

NO_REQUEST: Final = "No request was sent."
NO_REASON: Final = "The PBX gave no reason."
UNFILTERED_REQUEST: Final = "**Unfiltered request, used for verification**"
CREDENTIALS: Final = (
    "Set CLIENT_ID and API_KEY in the environment. Signing in with this dashboard's own API "
    "client would end its token, so use another client."
)

NOT_STORED_HERE: Final = "This browser stores nothing for this page. Copy a link instead."
NO_SAVED_QUERIES: Final = (
    "No saved queries yet. They stay in this browser; to share a query, copy its link."
)
NAME_MISSING: Final = "Give the query a name first."


def too_many_rules(most: int) -> str:
    """Why no rule can be added."""
    return f"At most {most} rows; write a longer filter as text."


def wrong_value(kind: Kind) -> str:
    """What to enter in place of a value that cannot be read."""
    example = "1:30:00" if kind is Kind.DURATION else "12"
    return f"Enter a {kind.value} such as {example}."


def not_sent(findings: Sequence[Finding]) -> str:
    """That nothing was sent, and which options are wrong."""
    names = ", ".join(OPTION_HELP[finding.option].label.lower() for finding in findings)
    return f"No request was sent. Fix the errors above in: {names}."


def refusal(error: QueryRefused) -> str:
    """The PBX's response to options that it refuses."""
    reason = f": {error.pbx_message}" if error.pbx_message else " without a reason."
    return f"The PBX responded with status {error.status}{reason}"


def not_verified(reason: str) -> str:
    """Markdown: there are no unfiltered rows to compare with, for this reason."""
    return f"**Not verified.** The unfiltered report is not available: {literal(reason)}"


def verified(options: Sequence[str], verdicts: Sequence[Verdict]) -> str:
    """Markdown: the PBX applied these options; remarks of the verdicts."""
    names = ", ".join(f"\\${name}" for name in options)
    remarks = " ".join(literal(verdict.words) for verdict in verdicts if verdict.words)
    return f"**Verified.** The PBX applied {names}. {remarks}"


def failure(verdict: Verdict) -> str:
    """Markdown: an item of a list, what the PBX did with an option instead of applying it."""
    words = f"{verdict.outcome}. {literal(verdict.words)}"
    if verdict.option == ALL_ROWS:
        return f"- **Rows**: {words}"
    label = OPTION_HELP[verdict.option].label.lower()
    name = "" if label == verdict.option else f" ({label})"
    return f"- **\\${verdict.option}**{name}: {words}"


def number_of_rows(shown: int, matching: int | None, in_group: int | None, scored: int) -> str:
    """How many rows are shown, of how many; with how many of them have a sentiment."""
    words = viewer_count_of(shown, "row")
    if matching is not None and matching != shown:
        words += f" of {viewer_count(matching)} that match"
    if in_group is not None and matching != in_group:
        words += f", {viewer_count(in_group)} in the group"
    if scored:
        words += f"; sentiment: {have_one(scored, shown, viewer_style())}"
    return words


def all_skipped(matching: int) -> str:
    """Rows match, but paging leaves none of them."""
    rows = viewer_count_of(matching, "row matches", many="rows match")
    return f"{rows}, but skip and limit leave none to show."


def page_of_rows(first: int, last: int, total: int) -> str:
    """Which of the received rows a page shows, counted from 1."""
    return (
        f"Rows {viewer_count(first)} to {viewer_count(last)} of {viewer_count(total)}, as received"
    )
