"""The requests to the PBX as a table: how many, how they ended, how long they took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from telephony.counters.durations import Durations
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count, elapsed_words
from telephony.xapi import endpoints
from telephony.xapi.request_statistics import SIGN_IN, Key, Outcome

_NAMES: Final = {
    endpoints.REPORT.name: "Report of extensions",
    endpoints.USER_ACTIVITY.name: "Hourly report of answered calls",
    endpoints.CALL_DISTRIBUTION.name: "Hourly report of incoming calls",
    endpoints.GROUPS.name: "List of groups",
    endpoints.HOLIDAYS.name: "Office hours and holidays",
    endpoints.DEFS.name: "Version and rights",
    SIGN_IN: "Sign-in",
}
NUMBERS: Final = ("Requests", "Half took up to", "19 of 20 took up to")


def requests_table(requests: Mapping[Key, Durations], style: LocaleStyle = ENGLISH) -> pd.DataFrame:
    """A row per kind of request, the most frequent first, and one for all of them.

    The times are estimates, of good responses alone: a refusal is quick and a time-out slow.
    """
    kinds = sorted({kind for kind, _ in requests})
    by_kind = {
        kind: {outcome: part for (of, outcome), part in requests.items() if of == kind}
        for kind in kinds
    }
    ordered = sorted(kinds, key=lambda kind: -_total(by_kind[kind]))
    rows = [_row(_NAMES.get(kind, kind), by_kind[kind], style) for kind in ordered]
    if len(rows) > 1:
        together = {
            outcome: Durations.sum_of(part for (_, of), part in requests.items() if of is outcome)
            for outcome in Outcome
        }
        rows.append(_row("All", together, style))
    titles = ("Request", "Requests", "Not ok", *NUMBERS[1:])
    return pd.DataFrame(rows, columns=pd.Index(titles), dtype="str")


def _row(name: str, outcomes: Mapping[Outcome, Durations], style: LocaleStyle) -> list[str]:
    bad = [
        f"{count(part.count, style)} {outcome}"
        for outcome, part in outcomes.items()
        if outcome is not Outcome.OK and part.count
    ]
    good = outcomes.get(Outcome.OK, Durations())
    times = (good.quantile(share) for share in (0.5, 0.95))
    return [
        name,
        count(_total(outcomes), style),
        ", ".join(bad) or "–",
        *("–" if seconds is None else elapsed_words(seconds, style) for seconds in times),
    ]


def _total(outcomes: Mapping[Outcome, Durations]) -> int:
    return sum(part.count for part in outcomes.values())
