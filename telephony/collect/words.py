"""What the collector reports."""

from __future__ import annotations

from telephony.answers.history import History
from telephony.formatting.numbers import count_of
from telephony.periods.period import period_words
from telephony.query.view import Query
from telephony.xapi.errors import XapiError

NO_PBX = "No PBX is configured. Set THREECX_URL; the demo needs no collector."


def pause_words(seconds: float) -> str:
    """Why the collector pauses, and for how long."""
    return f"This hour's requests are used up. Paused for {seconds / 60:.0f} min."


def query_words(
    query: Query, history: History, missing: int, not_final: int, error: XapiError | None
) -> str:
    """How many of the ``missing`` days of a query are fetched, and what will be fetched again."""
    about = f"{period_words(query.period)}, {query.groups[0]}, {query.area.word}"
    parts = [f"{missing - len(history.gaps)} of {count_of(missing, 'missing day')} fetched"]
    if history.incomplete:
        parts.append(f"{len(history.incomplete)} incomplete, to be fetched again")
    if not_final > 0:
        parts.append(f"{not_final} not final by both clocks, to be fetched again")
    if error is not None:
        parts.append(error.headline)
    return f"{about}: {'; '.join(parts)}"


def result_words(fetched: int, stored: int, failed: int, left: int) -> str:
    """The summary of a run."""
    return (
        f"{count_of(fetched, 'day')} fetched, {stored:,} already stored, {failed:,} failed, "
        f"{left:,} left for the next run."
    )
