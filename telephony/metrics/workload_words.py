"""The workload in sentences, made by rule from its values.

``lacks_rows``: there may be extensions that the answer lacks.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from telephony.formatting.lists import MOST_NAMED, extension_words, listed
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import (
    count,
    count_of,
    decimal,
    percent,
    plural,
    talk_words,
    x_of_n,
)
from telephony.metrics.hour_words import nothing_words, over_hours, when_shortly
from telephony.metrics.lacking_words import lacking, nobody_words
from telephony.metrics.traffic import Traffic
from telephony.metrics.workload import Workload

_UNKNOWN: Final = "the talk time of {who} is"
AREAS_OVERLAP: Final = (
    "A call with an internal and an external part counts in both call areas, so internal and "
    "external talk time together can be more than that of all calls. The share is of the two "
    "together."
)


def headline(load: Workload, style: LocaleStyle = ENGLISH, *, lacks_rows: bool = False) -> str:
    """Who carries the talk time, in a sentence, and what it lacks."""
    left_out = lacking(load.unknown, load.everyone, _UNKNOWN, style, lacks_rows=lacks_rows)
    who = _who(load, style) if load.everyone else nobody_words(load.group_size)
    return " ".join((who, *left_out))


def concentration(load: Workload, style: LocaleStyle = ENGLISH) -> str:
    """How uneven the load is, in a sentence; empty without talk time."""
    if load.gini is None or load.effective_people is None:
        return ""
    people = decimal(load.effective_people, 1, style)
    gini = f"(Gini coefficient {decimal(load.gini, 2, style)})"
    if people == decimal(1.0, 1, style):
        return f"It is as if 1 person had all of it {gini}."
    return f"It is as concentrated as if {people} people had equal shares of it {gini}."


def if_absent(load: Workload, style: LocaleStyle = ENGLISH) -> str:
    """What the others would carry without the absent ones; empty where nobody is absent."""
    absence = load.absence
    if absence is None:
        return ""
    away = load.rows[load.rows["absent"] == "yes"]
    who = count_of(absence.absent, "extension", style)
    if absence.absent <= MOST_NAMED:
        who = listed(_names(away), style)
    incomplete = " Incomplete: a talk time is unknown." if absence.unknown else ""
    if not absence.talk:
        have = plural(absence.absent, "has", "have")
        known = "known " if absence.unknown else ""
        return f"{who} {have} no {known}talk time, so nothing would change.{incomplete}"
    talk = talk_words(absence.talk, style)
    growth = absence.growth
    if growth is None:
        none = f"Without {who} nobody is left with talk time to share {talk} by."
        return f"{none}{incomplete}"
    others = count_of(absence.people, "other extension", style)
    each = "it would carry" if absence.people == 1 else "each would carry"
    return (
        f"Without {who}, {talk} would go to {others}: {each} {percent(growth, style)} more, "
        f"if they share it as they share the talk time now.{incomplete}"
    )


def traffic_words(traffic: Traffic, style: LocaleStyle = ENGLISH) -> str:
    """The peak and the average of people on the phone, in a sentence."""
    if traffic.mean is None:
        return f"{nothing_words(traffic.cells)}."
    unknown = (
        f" Incomplete: {count_of(traffic.unknown, 'hour', style)} unknown."
        if traffic.unknown
        else ""
    )
    peak = traffic.peak
    if peak is None:
        return f"Nobody was on the phone {over_hours(traffic.hours, style)}.{unknown}"
    return (
        f"{people_words(float(peak['erlangs']), style)} at {when_shortly(peak)}, the busiest hour "
        f"of the week; {decimal(traffic.mean, 1, style)} on average "
        f"{over_hours(traffic.hours, style)}.{unknown}"
    )


def people_words(erlangs: float, style: LocaleStyle = ENGLISH) -> str:
    """``3.2 people on the phone``."""
    return f"{decimal(erlangs, 1, style)} people on the phone"


def _who(load: Workload, style: LocaleStyle) -> str:
    known = load.everyone - load.unknown
    if load.busiest is None:
        if load.unknown and not known:
            whose = count_of(load.unknown, "extension", style)
            return f"The talk time of {whose} is unknown."
        return "No talk time in this period."
    busy = int((load.rows["talk"] > 0).sum())
    if known == 1:
        return f"1 extension has all the talk time: {talk_words(load.talk, style)}."
    if busy <= load.busiest.few:
        carry = plural(busy, "carries", "carry")
        return f"{_of(busy, known, style)} {carry} all the talk time: {_first(load, busy, style)}."
    if load.gini == 0:
        each = talk_words(load.talk / known, style)
        who = "Both" if known == 2 else f"All {count(known, style)}"  # noqa: PLR2004  a pair
        return f"{who} extensions have the same talk time: {each} each."
    few, everyone, share = load.busiest
    carry = f"{plural(few, 'carries', 'carry')} {percent(share, style)} of the talk time"
    return f"{_of(few, everyone, style)} {carry}{_named(load, few, style)}."


def _of(few: int, everyone: int, style: LocaleStyle) -> str:
    return f"{x_of_n(few, everyone, style)} {plural(everyone, 'extension')}"


def _named(load: Workload, few: int, style: LocaleStyle) -> str:
    """All of them, or where they are too many those with the longest talk time."""
    return f"{':' if few <= MOST_NAMED else ', led by'} {_first(load, min(few, MOST_NAMED), style)}"


def _first(load: Workload, few: int, style: LocaleStyle) -> str:
    return listed(_names(load.rows.iloc[:few]), style)


def _names(rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["display_name"], rows["extension"], strict=True)
    return [extension_words(name, number) for name, number in pairs]
