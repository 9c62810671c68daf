"""Who changed how, as a table of words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import pandas as pd

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import NONE, UNKNOWN
from telephony.formatting.text import for_display
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.changes import ExtensionChange
from telephony.metrics.view_changes import Comparison
from telephony.query.view import Direction

TEXTS: Final = ("Extension", "Name")
"""The columns that hold no numbers."""
_NAME: Final = 18  # letters of a group's name in a column's title


def changes_table(
    rows: Iterable[ExtensionChange], compared: Comparison, style: LocaleStyle
) -> pd.DataFrame:
    """A row per extension in their order; "–" where there is no value, "?" where it is unknown.

    Between groups all of the pick-up rate's difference is who took the calls, unless calls came in
    between the two requests.
    """
    then, now = "before", "now"
    if compared.of_groups:
        then, now = (for_display(name, _NAME) for name in (compared.before, compared.subject))
        if then == now:  # names need not be unique, columns' titles are
            then, now = "other group", "this group"
    calls, talk, rate, change, number = (
        _writer(unit, style)
        for unit in (Unit.CALLS, Unit.TALK, Unit.RATE, Unit.TALK_CHANGE, Unit.POINTS)
    )

    def points(share: float) -> str:
        return f"{number(100 * share)} points"

    listed = list(rows)
    how_each_did = not compared.of_groups or any(row.rate and row.rate.people for row in listed)
    columns: dict[str, list[str]] = {}
    for row in listed:
        was, became, split, part = row.before, row.now, row.split, row.rate
        cells = {
            "Extension": for_display(row.extension),
            "Name": for_display(row.display_name),
            f"Calls {then}": calls(was.calls),
            f"Calls {now}": calls(became.calls),
            f"Talk time {then}": talk(None if was.all_talk is None else was.all_talk.talk_us),
            f"Talk time {now}": talk(None if became.all_talk is None else became.all_talk.talk_us),
            "Change": change(None if split is None else split.change_us),
            "From more calls": change(None if split is None else split.more_calls_us),
            "From longer calls": change(None if split is None else split.longer_calls_us),
        }
        if compared.direction is not Direction.OUTBOUND:
            for label, taken in ((then, was.taken), (now, became.taken)):
                none = NONE if taken is not None and taken.rate is None else UNKNOWN
                share = None if taken is None else taken.rate
                cells[f"Pick-up rate {label}"] = none if share is None else rate(share)
            none = NONE if was.taken is not None and became.taken is not None else UNKNOWN
            cells["Who took the calls"] = none if part is None else points(part.mix)
            if how_each_did:
                cells["How each did"] = none if part is None else points(part.people)
        for name, cell in cells.items():
            columns.setdefault(name, []).append(cell)
    return pd.DataFrame(columns, dtype="str")


def _writer(unit: Unit, style: LocaleStyle) -> Callable[[Any], str]:
    write = FORMATS[unit].cell(style)
    return lambda value: UNKNOWN if value is None else write(value)
