"""Where the rates come from, and what the limits mean."""

from __future__ import annotations

from components.shared import provenance
from components.shared.answers_loading import LoadedAnswer
from components.shared.provenance import Part
from telephony.context import Context
from telephony.metrics.page_metrics import RATE_METRICS
from telephony.metrics.registry import METRICS
from telephony.metrics.reliability import RATES


def show(context: Context, loaded: LoadedAnswer) -> None:
    """The panel with the answer and the definitions."""
    defined = (*(METRICS[key] for key in RATES.values()), *RATE_METRICS.values())
    provenance.show(
        context,
        loaded.query,
        [Part("Shown", loaded.answer, loaded.answer.origins)],
        [metric.help for metric in defined],
    )
