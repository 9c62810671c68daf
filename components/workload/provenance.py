"""Where the workload's numbers come from, and what they mean."""

from __future__ import annotations

from components.shared import provenance
from components.shared.answers_loading import LoadedAnswer
from components.shared.provenance import Part
from telephony.context import Context
from telephony.metrics.page_metrics import LOAD_METRICS
from telephony.metrics.registry import METRICS


def show(context: Context, loaded: LoadedAnswer) -> None:
    """The panel with the answer and the definitions."""
    defined = (METRICS["talk"], METRICS["erlangs"], *LOAD_METRICS.values())
    provenance.show(
        context,
        loaded.query,
        [Part("Shown", loaded.answer, loaded.answer.origins)],
        [metric.help for metric in defined],
    )
