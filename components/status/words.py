"""The sentences of the page of the status."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from components.shared.provenance import time_words
from components.shared.words import age_words
from telephony.data_access.cache.uses import CacheLookup, CacheUse
from telephony.data_access.pbx.activity import PbxActivity, PbxState
from telephony.data_access.store.activity import StoreActivity
from telephony.data_access.store.inventory import StoreSize
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import as_percent, count, count_of

OWN_PROCESS: Final = "Counted by this process alone since its start."
NO_REQUESTS: Final = "No request was sent."
NO_ERRORS: Final = "No error since the start of this process."
ERRORS_HELP: Final = (
    "The log has the details under the number. "
    "Who saw it, and with which data, is not recorded here."
)
CALENDAR_HELP: Final = (
    "Filled: final, never requested again. “!”: incomplete. “·”: missing, or stored before the "
    "day was final."
)
FETCHING: Final = "The fetch goes on when you leave this page."
_BYTES: Final = ("bytes", "kB", "MB", "GB")
_KILO: Final = 1000


def pbx_state(activity: PbxActivity, zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """The state of the circuit breaker in a word, and what it means."""
    if activity.state is PbxState.DOWN:
        return "Down", "Several requests in a row failed: one is sent every few seconds."
    if activity.state is PbxState.PAUSED and activity.paused_until is not None:
        until = time_words(activity.paused_until, zone, now)
        return "Paused", f"The PBX wants no request until {until}."
    if activity.statistics.last_ok is None:
        return "Not known", "No good response since the start of this process."
    return "Available", "Requests are sent."


def last_good(last_ok: datetime | None, zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """How old the last good response is, and its time."""
    if last_ok is None:
        return "–", "None since the start of this process."
    return f"{age_words(now, last_ok)} ago", time_words(last_ok, zone, now)


def under_way(activity: PbxActivity, style: LocaleStyle) -> tuple[str, str]:
    """The requests in flight, and how many may be."""
    waiting = f"{count_of(activity.waiting, 'more', style, many='more')} waiting"
    return count(activity.in_flight, style), f"of at most {activity.limit}, {waiting}"


def budget(left: int, per_hour: int, style: LocaleStyle) -> tuple[str, str]:
    """The requests that programs may still make in this hour."""
    return count(left, style), f"of {count(per_hour, style)} in this hour, for exports and fetches"


def cache_shares(
    lookups: Mapping[CacheLookup, int], style: LocaleStyle
) -> dict[str, tuple[str, str]]:
    """For each cache, how many lookups needed no request."""
    rows = {}
    for cache in sorted({lookup.cache for lookup in lookups}):
        uses = {use: lookups.get(CacheLookup(cache, use), 0) for use in CacheUse}
        total = sum(uses.values())
        spared = uses[CacheUse.HIT] + uses[CacheUse.SHARED]
        share = as_percent(count(100 * spared // total, style), style) if total else "–"
        of_all = count_of(total, "lookup", style)
        rows[f"Cache: {cache}"] = (share, f"of {of_all} needed no request")
    return rows


def store_state(store: StoreActivity, style: LocaleStyle) -> tuple[str, str]:
    """Whether history is stored, in a word and a sentence."""
    if store.is_temporary:
        return "In memory", "Nothing is kept after the end of this process."
    if not store.is_readable:
        return "Not usable", "Values are shown but not stored."
    if not store.is_writable:
        return "Read only", "Values are shown but not stored."
    if store.pending_count:
        return "Behind", f"{count_of(store.pending_count, 'bucket', style)} wait to be stored."
    return "Usable", "Values are stored."


def store_size(size: StoreSize, style: LocaleStyle) -> tuple[str, str]:
    """The bytes on disk, and what is in them."""
    buckets = count_of(size.bucket_count, "bucket", style)
    return bytes_words(size.size_bytes), f"{buckets}, {count(size.final_count, style)} final"


def bytes_words(size: int) -> str:
    """``512 bytes``, ``1.5 kB``, ``23 MB``."""
    value, unit = float(size), 0
    while value >= _KILO and unit < len(_BYTES) - 1:
        value, unit = value / _KILO, unit + 1
    digits = 1 if unit and value < 10 else 0  # noqa: PLR2004  # two significant digits
    return f"{value:.{digits}f} {_BYTES[unit]}"


def cost(requests: int, left: int, per_hour: int, wait_seconds: float, style: LocaleStyle) -> str:
    """What fetching takes, before it is done."""
    if not requests:
        return "Every day is final: there is nothing to fetch."
    sentence = (
        f"{count_of(requests, 'day', style)} not final: fetching takes about as many requests. "
        f"{count(left, style)} of {count(per_hour, style)} are left in this hour."
    )
    if wait_seconds >= 1:
        sentence += f" It waits for the budget for about {max(1, round(wait_seconds / 60))} min."
    return sentence


def too_many(requests: int, per_hour: int, style: LocaleStyle) -> str:
    """Why so much is not fetched from here."""
    return (
        f"One fetch may take {count_of(per_hour, 'request', style)} (an hour's budget), and this "
        f"would take {count(requests, style)}. Choose fewer months, or run the collector."
    )
