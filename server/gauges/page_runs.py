"""How often pages ran, and how long each took.

A process has one Streamlit runtime, so there is one tally for it. Streamlit hands the pages' script
nothing, so the script finds it here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final, NamedTuple

from telephony.counters.tallies import TimedTally


class RunOutcome(StrEnum):
    """How a run of a page ended."""

    DONE = "done"
    INTERRUPTED = "interrupted"
    """By another click, or by the page itself."""
    FAILED = "failed"


class PageRun(NamedTuple):
    """A run of the page with this address."""

    page: str
    outcome: RunOutcome


PAGE_RUNS: Final[TimedTally[PageRun]] = TimedTally()


@contextmanager
def counted(page: str) -> Iterator[None]:
    """Count the run of a page that takes place in this block."""
    started, outcome = time.monotonic(), RunOutcome.DONE
    try:
        yield
    except Exception:
        outcome = RunOutcome.FAILED
        raise
    except BaseException:  # how Streamlit ends a run early
        outcome = RunOutcome.INTERRUPTED
        raise
    finally:
        PAGE_RUNS.add(PageRun(page, outcome), time.monotonic() - started)
