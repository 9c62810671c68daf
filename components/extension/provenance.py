"""Where the numbers of one extension come from."""

from __future__ import annotations

from components.shared import provenance
from components.shared.answers_loading import LoadedAnswers
from components.shared.history_loading import LoadedHistory
from components.shared.provenance import Part
from components.shared.viewer_locale import viewer_style
from telephony.context import Context
from telephony.metrics.page_metrics import BAND_METRICS
from telephony.metrics.registry import METRICS
from telephony.periods.period import period_words


def show(context: Context, answers: LoadedAnswers, days: LoadedHistory) -> None:
    """The panel with the answers of the cards, and the days of the chart."""
    parts = [Part("Cards", answers.answer, answers.answer.origins)]
    if answers.previous is not None and answers.before is not None:
        title = f"Compared with: {period_words(answers.before, viewer_style())}"
        parts.append(Part(title, answers.previous, answers.previous.origins))
    parts.append(Part("Days", days.history))
    if days.previous is not None and days.before is not None:
        parts.append(
            Part(f"Normal range: {period_words(days.before, viewer_style())}", days.previous)
        )
    notes = [metric.help for metric in (METRICS["calls"], *BAND_METRICS.values())]
    provenance.show(context, answers.query, parts, notes)
