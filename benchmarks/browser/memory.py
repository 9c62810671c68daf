"""What the browser holds after many changes: a page that is used all day must not grow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from playwright.sync_api import Browser, CDPSession

from benchmarks import report
from benchmarks.browser.sides import AREAS, Context, Side

CHANGES = 60
# Until every view was drawn and everything that is kept for some runs is there.
BEFORE = 6
SHORT_QUIET_MS = 50
# The heap of the same page differs by a few percent from one look to the next.
MOST_HEAP, MOST_OTHER = 1.05, 1.02
_MB = 1e6


def after_changes(browser: Browser, side: Side) -> Iterator[report.Line]:
    """The script's memory, the nodes and the listeners, beside those before the changes."""
    with Context(browser) as context, context.tab(side) as tab:
        tab.open()
        session = context.session(tab)
        for number in range(BEFORE):
            tab.change(AREAS[number % len(AREAS)], SHORT_QUIET_MS)
        before = _held(session)
        for number in range(CHANGES):
            tab.change(AREAS[number % len(AREAS)], SHORT_QUIET_MS)
        after = _held(session)
    what = f"after {CHANGES} changes, beside before"
    heap = "JSHeapUsedSize"
    yield report.at_most(
        f"memory of the page's scripts {what}",
        after[heap] / _MB,
        before[heap] / _MB,
        MOST_HEAP,
        "MB",
    )
    for name, words in (("Nodes", "nodes"), ("JSEventListeners", "listeners")):
        yield report.at_most(
            f"{words} of the page {what}", after[name], before[name], MOST_OTHER, words
        )


def _held(session: CDPSession) -> Mapping[str, float]:
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}
