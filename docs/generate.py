"""Pages of the documentation that are made from the code: ``make docs``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

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
"""


def _table(metrics: Iterable[Metric]) -> str:
    head = "| Metric | Formula | Caution | Zero or empty | Source |\n|---|---|---|---|---|"
    rows = (
        (f"**{one.label}**", one.formula, one.caution, one.empty, one.source) for one in metrics
    )
    return "\n".join((head, *(f"| {' | '.join(_cell(text) for text in row)} |" for row in rows)))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    (HERE / "metrics.md").write_text(metrics_page(), encoding="utf-8")
