"""Where the page's numbers come from, and what they mean."""

from __future__ import annotations

from components.shared import provenance
from components.shared.provenance import Part
from telephony.context import Context
from telephony.metrics.page_metrics import CHANGE_METRICS
from telephony.metrics.registry import METRICS
from telephony.metrics.view_changes import ComparedAnswers, Comparison


def show(context: Context, answers: ComparedAnswers, compared: Comparison) -> None:
    """The panel with both answers and the definitions."""
    defined = (METRICS["talk"], METRICS["pick_up_rate"], *CHANGE_METRICS.values())
    parts = [
        Part("Shown", answers.answer, answers.answer.origins),
        Part(f"Compared with: {compared.before}", answers.other, answers.other.origins),
    ]
    provenance.show(context, answers.query, parts, [metric.help for metric in defined])
