"""What the page shows, built once per pair of answers and view and memoized."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from components.shared.charts import MAX_CACHED, Chart
from components.shared.memo import memoized
from telephony.answers.directory import Directory
from telephony.charts.changes import waterfall
from telephony.charts.changes.charts import rate_change, talk_change
from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.change_sentences import sentences_of
from telephony.metrics.changes import Changes, Status
from telephony.metrics.sentence_pieces import Sentence
from telephony.metrics.view_changes import (
    ComparedAnswers,
    Comparison,
    changes_of_view,
    comparison_of,
)
from telephony.query.view import Direction, View
from telephony.tables.changes import changes_table


@dataclass(frozen=True)
class ViewModel:
    """The changes, the sentences, the pictures by name, and the tables by status."""

    changes: Changes
    comparison: Comparison
    sentences: tuple[Sentence, ...]
    charts: Mapping[str, Chart]
    tables: Mapping[Status, pd.DataFrame]


@memoized(MAX_CACHED)
def build(
    answers: ComparedAnswers,
    view: View,
    names: tuple[tuple[str, str], ...],
    newer_from: date | None,
    style: LocaleStyle,
) -> ViewModel:
    """What changed for the view's extensions; ``names``: of the groups, by number.

    ``newer_from``: the day since which the PBX counts as it does now.
    """
    by_number = dict(names)
    changes = changes_of_view(answers, view)
    compared = comparison_of(
        answers, view, lambda number: by_number.get(number, number), newer_from, style
    )
    pictures = {"talk": talk_change(changes, compared, style)}
    if view.direction is not Direction.OUTBOUND:
        pictures["rate"] = rate_change(changes, compared, style)
    return ViewModel(
        changes,
        compared,
        sentences_of(changes, compared, style),
        {
            name: Chart(waterfall.draw(picture, style), waterfall.describe(picture))
            for name, picture in pictures.items()
        },
        {
            status: changes_table(rows, compared, style)
            for status in Status
            if (rows := [row for row in changes.rows if row.status is status])
        },
    )


def group_names(directory: Directory, view: View) -> tuple[tuple[str, str], ...]:
    """The names of the view's groups, by number."""
    return tuple((number, directory.name(number)) for number in (*view.groups, view.against))
