"""Whether a difference is real, in sentences made by rule: no sentence says more than chance does.

``lacks_rows``: there may be extensions that the answer lacks.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from telephony.formatting.fixed_texts import localise_percents
from telephony.formatting.lists import extension_words, listed
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count, count_of, decimal, percent, plural, x_of_n
from telephony.metrics.lacking_words import lacking, nobody_words
from telephony.metrics.reliability import FEWEST, Outlier, Reliability

_UNKNOWN: Final = "the calls of {who} are"
_CALLS: Final = {"pick_up_rate": "inbound call", "connect_rate": "outbound call"}
_GOT: Final = {"pick_up_rate": "answered", "connect_rate": "got through on"}


class LimitNames(NamedTuple):
    """What the interval of an extension's rate and the two limits around the group's are called."""

    interval: str
    inner: str
    outer: str


def limit_names(style: LocaleStyle) -> LimitNames:
    """As the reader writes percentages: ``95 % interval``, ``95 % limits``, ``99.8 % limits``."""
    names = ("95 % interval", "95 % limits", "99.8 % limits")
    return LimitNames(*(localise_percents(name, style) for name in names))


def headline(found: Reliability, style: LocaleStyle = ENGLISH, *, lacks_rows: bool = False) -> str:
    """Which extensions differ from the group by more than chance, and what the numbers lack."""
    left_out = lacking(found.unknown, len(found.rows), _UNKNOWN, style, lacks_rows=lacks_rows)
    return " ".join((_who(found, style), *left_out))


def limits_words(found: Reliability, style: LocaleStyle = ENGLISH) -> str:
    """Whether the limits are widened, with the factor; empty where nothing varies."""
    if found.rows["rate"].dropna().nunique() <= 1:
        return ""
    if found.ranked <= 1:
        return (
            f"Fewer than 2 extensions have {FEWEST} {_calls(found)} or more: too few to tell "
            "whether the rates vary more than chance alone explains, so the limits are not "
            "widened (factor 1)."
        )
    factor = decimal(found.factor, 2, style)
    if found.factor == 1:
        rates = "rates" if (found.rows["outlier"] == Outlier.NO).all() else "other rates"
        return (
            f"Chance alone explains how the {rates} vary, so the limits are not widened (factor 1)."
        )
    wider = decimal(float(np.sqrt(found.factor)), 2, style)
    return (
        f"The rates vary more than chance alone explains (factor {factor}), so the limits are "
        f"{wider} times as wide: only what stands out even then is named."
    )


def _having(found: Reliability) -> int:
    """How many extensions have a rate."""
    return int((found.rows["offered"] > 0).sum())


def unranked_words(found: Reliability, style: LocaleStyle = ENGLISH) -> str:
    """How many extensions have too few calls for a rank; empty where all have enough."""
    few = int((found.rows["offered"] < FEWEST).sum())
    if not few:
        return ""
    have = plural(few, "has", "have")
    calls = _calls(found)
    return f"{count_of(few, 'extension', style)} {have} fewer than {FEWEST} {calls} and no rank."


def verdict(found: Reliability, row: Any, style: LocaleStyle = ENGLISH) -> str:
    """One extension against its group, in words: ``row`` is one of the rows, as a named tuple."""
    who = extension_words(row.display_name, row.extension)
    if pd.isna(row.offered) or pd.isna(row.answered):
        return f"{who}: the number of {_calls(found)} is unknown."
    if not row.offered or found.rate is None:
        return f"{who} has no {_calls(found)}, so no rate."
    got = x_of_n(int(row.answered), int(row.offered), style)
    one = _CALLS[found.metric.key]
    has = (
        f"{who} {_GOT[found.metric.key]} {got} {plural(int(row.offered), one)}, "
        f"{percent(row.rate, style)}; the group {percent(found.rate, style)}."
    )
    return f"{has} {_how_sure(found, row, style)}"


def rank_words(first: Any, last: Any, style: LocaleStyle = ENGLISH) -> str:
    """``2``, ``2–5``, or empty where there is no rank."""
    if pd.isna(first):
        return ""
    best, worst = (count(int(place), style) for place in (first, last))
    return best if best == worst else f"{best}–{worst}"


def outlier_words(row: Any, style: LocaleStyle = ENGLISH) -> str:
    """``Ben Carter (101) below with 41.0 % of 90 calls``."""
    who = extension_words(row.display_name, row.extension)
    rate, calls = percent(row.rate, style), count_of(int(row.offered), "call", style)
    return f"{who} {row.outlier} with {rate} of {calls}"


def _who(found: Reliability, style: LocaleStyle) -> str:
    if found.rows.empty:
        return nobody_words(found.group_size)
    rate = found.rate
    label = found.metric.label.lower()
    if rate is None:
        if found.unknown and found.unknown == len(found.rows):
            whose = count_of(found.unknown, "extension", style)
            return f"The {_calls(found)} of {whose} are unknown."
        return f"No {_calls(found)} in this period, so there is no {label}."
    having = _having(found)
    group = f"the group's {label} of {percent(rate, style)}"
    if having == 1:
        return f"Only 1 extension has {_calls(found)}, so there is nobody to compare it with."
    out = found.rows[found.rows["outlier"] != Outlier.NO]
    if out.empty:
        return f"No extension differs from {group} by more than {_allowed(found)}."
    far = (out["rate"] - rate).abs().sort_values(ascending=False, kind="stable").index
    words = [outlier_words(row, style) for row in out.loc[far].itertuples()]
    return (
        f"{x_of_n(len(out), having, style)} extensions {plural(len(out), 'differs', 'differ')} "
        f"from {group} by more than {_allowed(found)}: {listed(words, style)}."
    )


def _allowed(found: Reliability) -> str:
    """What a difference is measured by."""
    return "chance" if found.factor == 1 else "the extensions of this group usually do"


def _how_sure(found: Reliability, row: Any, style: LocaleStyle) -> str:
    by_chance = found.factor == 1
    names = limit_names(style)
    if row.outlier != Outlier.NO:
        more = "hardly chance" if by_chance else "more than this group's extensions usually differ"
        return f"That is outside the {names.outer}: {more}."
    if row.offered < FEWEST:
        return f"With fewer than {FEWEST} calls no difference can be told from chance."
    own = f"The {names.interval} of this rate, {_between(row.low_95, row.high_95, style)},"
    rate = found.rate or 0.0
    if row.low_95 <= rate <= row.high_95:
        return f"{own} includes the group's: the difference can be chance."
    side = "above" if row.low_95 > rate else "below"
    alone = f"{own} is {side} the group's: hardly chance alone"
    if not row.funnel_low_95 <= row.rate <= row.funnel_high_95:
        return (
            f"{alone}, and outside the {names.inner}, as 1 in 20 extensions is: a hint, not more."
        )
    limits = _between(row.funnel_low_95, row.funnel_high_95, style)
    usual = "of chance" if by_chance else "of what is usual in this group"
    return f"{alone}, but within the {names.inner} {usual}, {limits}."


def _between(low: float, high: float, style: LocaleStyle) -> str:
    return f"{percent(low, style)} to {percent(high, style)}"


def _calls(found: Reliability) -> str:
    return plural(2, _CALLS[found.metric.key])
