"""Pages of the documentation that are made from the code: ``make docs``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from telephony.export.formats import SUFFIXES, Format
from telephony.metrics.page_metrics import (
    BAND_METRICS,
    CHANGE_METRICS,
    LOAD_METRICS,
    RATE_METRICS,
)
from telephony.metrics.registry import HOUR_METRICS, METRICS, Metric

HERE = Path(__file__).resolve().parent


def metrics_page() -> str:
    """``docs/metrics.md``: every metric of the registry."""
    return f"""\
# Metrics

Every metric with its formula, as the registry in `telephony/metrics/registry.py` defines it; help
texts on the pages and definitions in files are made from the same entries. Rates and averages are
ratios of sums, never averages of averages. Rates change in percentage points; a change from 0 is
"new".

## Per extension, group and step of a trend

{_table(METRICS.values())}

## By the hour

{_table(HOUR_METRICS.values())}

## On Workload

{_table(LOAD_METRICS.values())}

## On Is the difference real?

{_table(RATE_METRICS.values())}

## On What changed

{_table(CHANGE_METRICS.values())}

## On Extension

{_table(BAND_METRICS.values())}
"""


def with_formats(page: str) -> str:
    """``docs/exports.md`` with its table of the formats, which is below their heading."""
    rows = (
        f"| `{suffix}` | "
        + " ".join(f"**{one.label}**: {one.help}" for one in Format if one.suffix == suffix)
        + " |\n"
        for suffix in SUFFIXES
    )
    table = "".join(("| Ending | Format |\n|---|---|\n", *rows))
    return re.sub(r"(?<=\n## Formats\n\n)(?:\|.*\n)+", lambda _: table, page)


def _table(metrics: Iterable[Metric]) -> str:
    head = "| Metric | Formula | Caveats | Zero or empty | Source |\n|---|---|---|---|---|"
    rows = (
        (f"**{one.label}**", one.formula, one.caution, one.empty, one.source) for one in metrics
    )
    return "\n".join((head, *(f"| {' | '.join(_cell(text) for text in row)} |" for row in rows)))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    (HERE / "metrics.md").write_text(metrics_page(), encoding="utf-8")
    exports = HERE / "exports.md"
    exports.write_text(with_formats(exports.read_text(encoding="utf-8")), encoding="utf-8")
