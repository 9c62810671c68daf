"""What the result shows: which rows, where they come from, and how many there are."""

from __future__ import annotations

from components.explorer import words
from components.explorer.loading import ExplorerResult
from telephony.explore.export import ResultRows
from telephony.explore.table import received_rows


def choose_rows(result: ExplorerResult, *, as_received: bool) -> ResultRows | None:
    """The rows to show; None where there are none.

    The PBX's own rows where they agree with the expected ones, where there are none to compare
    with, or where the viewer wants them (``as_received``); else the expected ones.
    """
    verification, received, unfiltered = result.verification, result.received, result.unfiltered
    expected = verification.expected if verification else None
    agrees = verification is None or verification.agrees
    query = result.query
    count = count_matching(result)
    if received is not None and (agrees or expected is None or as_received):
        rows = received_rows(received, result.state.options.select)
        return ResultRows(result.state, query, rows, received, verification, count)
    if expected is None or unfiltered is None:
        return None
    return ResultRows(result.state, query, expected, unfiltered, verification, count)


def count_matching(result: ExplorerResult) -> int | None:
    """How many rows match before paging; None where it is not known."""
    if result.verification is not None and result.verification.count is not None:
        return result.verification.count
    return result.received.count if result.received is not None else None


def describe_rows(result: ExplorerResult, shown: ResultRows) -> str:
    """The line above the rows."""
    rows = shown.rows
    scored = int(rows["sentiment"].notna().sum()) if "sentiment" in rows else 0
    in_group = len(result.unfiltered.frame) if result.unfiltered is not None else None
    return words.number_of_rows(len(rows), shown.count, in_group, scored)


def explain_empty(result: ExplorerResult) -> str:
    """Why no rows are shown."""
    if result.unfiltered is not None and result.unfiltered.frame.empty:
        return words.NO_EXTENSIONS
    matching = count_matching(result)
    return words.all_skipped(matching) if matching else words.NO_MATCH
