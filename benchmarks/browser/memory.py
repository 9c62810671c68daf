"""What the browser holds after many changes: a page that is used all day must not grow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from playwright.sync_api import Browser, CDPSession

from benchmarks import report
from benchmarks.browser.sides import AREAS, Context, Side, Tab

CHANGES = 60
# Of nodes and listeners the least is taken of so many looks, a change after each: those of what has
# just been replaced are let go when the browser finds the time.
LOOKS = 5
# Until every view was drawn and everything that is kept for some runs is there.
BEFORE = 6
SHORT_QUIET_MS = 50
# The heap of the same page differs by a few percent from one look to the next.
MOST_HEAP, MOST_OTHER = 1.05, 1.02
_MB = 1e6
# What is no value of a script: compiled code, and the browser's own objects, which the nodes are.
_NOT_KEPT = ("code", "native", "synthetic")


def after_changes(browser: Browser, side: Side) -> Iterator[report.Line]:
    """The script's memory, the nodes and the listeners, beside those before the changes."""
    with Context(browser) as context, context.tab(side) as tab:
        tab.open()
        session = context.session(tab)
        for number in range(BEFORE):
            _change(tab, number)
        before, kept_before = _least_held(tab, session), _kept_by_scripts(session)
        for number in range(CHANGES):
            _change(tab, number)
        after, kept = _least_held(tab, session), _kept_by_scripts(session)
    what = f"after {CHANGES} changes, beside before"
    heap = "JSHeapUsedSize"
    yield report.compared(
        f"heap of the page's scripts with what V8 has compiled of them {what}",
        after[heap] / _MB,
        before[heap] / _MB,
        "MB",
    )
    yield report.at_most(
        f"memory that the page's scripts keep {what}",
        kept / _MB,
        kept_before / _MB,
        MOST_HEAP,
        "MB",
    )
    for name, words in (("Nodes", "nodes"), ("JSEventListeners", "listeners")):
        yield report.at_most(
            f"{words} of the page {what}", after[name], before[name], MOST_OTHER, words
        )


def _change(tab: Tab, number: int) -> None:
    tab.change(AREAS[number % len(AREAS)], SHORT_QUIET_MS)


def _kept_by_scripts(session: CDPSession) -> int:
    """[bytes] Objects, texts and functions, without compiled code.

    V8 compiles what runs often, and again better: two megabytes within a hundred changes, on a bare
    Streamlit page as here. It ends with the scripts' own length, and nothing is kept by it.
    """
    chunks: list[str] = []

    def take(event: dict[str, str]) -> None:
        chunks.append(event["chunk"])

    session.on("HeapProfiler.addHeapSnapshotChunk", take)
    session.send("HeapProfiler.takeHeapSnapshot")
    session.remove_listener("HeapProfiler.addHeapSnapshotChunk", take)
    snapshot = json.loads("".join(chunks))
    meta, numbers = snapshot["snapshot"]["meta"], snapshot["nodes"]
    fields, kinds = meta["node_fields"], meta["node_types"][0]
    sizes = numbers[fields.index("self_size") :: len(fields)]
    kind_of = numbers[fields.index("type") :: len(fields)]
    others = {kinds.index(kind) for kind in _NOT_KEPT}
    return sum(size for size, kind in zip(sizes, kind_of, strict=True) if kind not in others)


def _least_held(tab: Tab, session: CDPSession) -> Mapping[str, float]:
    looks = []
    for number in range(LOOKS):
        _change(tab, number)
        looks.append(_held(session))
    return {name: min(look[name] for look in looks) for name in looks[0]}


def _held(session: CDPSession) -> Mapping[str, float]:
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}
