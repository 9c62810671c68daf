"""Groups side by side in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telephony.formatting.lists import listed
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count, count_of, plural
from telephony.metrics.change import compare
from telephony.metrics.group_totals import GroupTotals
from telephony.metrics.registry import METRICS

_ONE: Final = 1


def groups_sentence(
    groups: Sequence[GroupTotals], before_words: str, style: LocaleStyle = ENGLISH
) -> str:
    """Which group has the most calls, and how that changed; what is missing in its place.

    ``before_words``: the period that is compared with; empty for none.
    """
    lost = [group for group in groups if group.error is not None]
    known = [group for group in groups if group.error is None]
    partial = [group for group in known if group.values["calls"].incomplete]
    if lost or partial:
        return _lacking(len(lost), len(partial), len(groups), style)
    if not known:
        return "There is no group to show."
    most = max(group.values["calls"].value or 0 for group in known)
    if not most:
        none = f"None of the {count_of(len(known), 'group', style)} has"
        return f"{f'{known[0].name} has no' if len(known) == _ONE else none} calls in this range."
    first = [group for group in known if group.values["calls"].value == most]
    calls = count_of(int(most), "call", style)
    names = listed([group.name for group in first], style)
    if len(first) > _ONE:
        return f"{names} have the most calls: {calls} each."
    has = f"has {calls}" if len(known) == _ONE else f"has the most calls: {calls}"
    return f"{names} {has}{_change(first[0], before_words, style)}."


def _lacking(lost: int, partial: int, groups: int, style: LocaleStyle) -> str:
    parts = [
        f"{count(number, style)} {plural(number, one, many)}"
        for number, one, many in (
            (lost, "has no data", "have no data"),
            (partial, "is incomplete", "are incomplete"),
        )
        if number
    ]
    whole = count_of(groups, "group", style)
    return f"Of {whole}, {' and '.join(parts)}: they are not compared in a sentence."


def _change(group: GroupTotals, before_words: str, style: LocaleStyle) -> str:
    if group.before is None or not before_words:
        return ""
    metric = METRICS["calls"]
    change = compare(metric, group.values["calls"], group.before["calls"], before_words, style)
    return f", {change.words}" if change.short else ""
