"""What is counted, how, and what it means."""

from telephony.metrics.change import Change, compare
from telephony.metrics.derived import Figure, derive, total, unknown_in
from telephony.metrics.narrow import narrow
from telephony.metrics.registry import METRICS, Good, Metric, Unit
from telephony.metrics.scorecard import Card, figure_text, scorecard

__all__ = [
    "METRICS",
    "Card",
    "Change",
    "Figure",
    "Good",
    "Metric",
    "Unit",
    "compare",
    "derive",
    "figure_text",
    "narrow",
    "scorecard",
    "total",
    "unknown_in",
]
