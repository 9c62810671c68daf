"""Days or hours without data, and why: loading them failed or was cancelled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared.literal_text import literal
from components.shared.viewer_locale import viewer_count, viewer_count_of, viewer_style
from telephony.answers.history import Gap, History
from telephony.periods.buckets import Bucket
from telephony.periods.calendar import ONE_DAY, day_words

_MAX_SPANS: Final = 4
"""Spans of days that are named; the chart marks all of them."""


@dataclass(frozen=True)
class Unit:
    """What the buckets of a page are called, and how its charts show one without data."""

    name: str
    shown: str


def missing(history: History, zone: ZoneInfo, unit: Unit, go_on: Callable[[], None]) -> None:
    """Buckets without data, by cause; for those that were cancelled a button calls ``go_on``."""
    causes: dict[str, list[Gap]] = {}
    for gap in history.gaps:
        if gap.error is not None:
            causes.setdefault(gap.error.headline, []).append(gap)
    for headline, gaps in causes.items():
        error = gaps[0].error
        advice = error.advice if error else ""
        lost = _buckets(gaps)
        st.warning(
            f"**{_count(lost, history, unit)} could not be loaded** "
            f"({literal(_days(lost, zone))}). "
            f"{literal(headline)} {literal(advice)}",
            icon=":material/error:",
        )
    cancelled = _buckets(gap for gap in history.gaps if gap.error is None)
    if cancelled:
        st.info(
            f"**{_count(cancelled, history, unit)} were not loaded** "
            f"({literal(_days(cancelled, zone))}): loading was cancelled. {unit.shown}",
            icon=":material/hourglass_disabled:",
        )
        st.button("Load the rest", key="go_on", on_click=go_on)


def incomplete(history: History, zone: ZoneInfo, unit: Unit) -> None:
    """Which buckets lack pages, rows or values; another notice says why."""
    if history.incomplete:
        st.caption(
            f"Incomplete: {_count(history.incomplete, history, unit)} "
            f"({literal(_days(history.incomplete, zone))})."
        )


def spans(days: Iterable[date]) -> str:
    """Days as spans: ``3–5 Mar 2026, Mon 9 Mar 2026``; of more than a few, the last ones."""
    runs = list(_runs(sorted(set(days))))
    words = [day_words(first, last, viewer_style()) for first, last in runs[-_MAX_SPANS:]]
    before = len(runs) - len(words)
    return ", ".join([*([f"{viewer_count(before)} more spans"] if before else []), *words])


def _buckets(gaps: Iterable[Gap]) -> set[Bucket]:
    return {gap.bucket for gap in gaps}


def _days(buckets: Iterable[Bucket], zone: ZoneInfo) -> str:
    return spans(bucket.start.astimezone(zone).date() for bucket in buckets)


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    first = last = None
    for day in days:
        if first is None or last is None:
            first = last = day
        elif day == last + ONE_DAY:
            last = day
        else:
            yield first, last
            first = last = day
    if first is not None and last is not None:
        yield first, last


def _count(buckets: Collection[Bucket], history: History, unit: Unit) -> str:
    many, total = len(buckets), len(history.buckets)
    return f"{viewer_count(many)} of {viewer_count_of(total, unit.name)}"
