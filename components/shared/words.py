"""The sentences that pages share; labels of single widgets are with their widgets."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from components.shared.viewer_locale import viewer_count, viewer_text
from telephony.xapi.errors import XapiError

DEMO: Final = "Demo: no PBX is connected. These are the simulated calls of an invented company."
README: Final = "The README says how to connect a real 3CX."
SET_UP: Final = '<a href="set_up" target="_self">Connect a real 3CX step by step</a>'
SET_UP_HERE: Final = "Connect a real 3CX below."
OPEN_TO_ALL: Final = (
    "**Open to everybody.** There is no sign-in: anyone who reaches this address sees all groups "
    "of the PBX (DASHBOARD_OPEN)."
)
ZONE_NOT_SET: Final = (
    "THREECX_TIMEZONE is not set, so days begin and end at midnight UTC. Set it to the time zone "
    "of the PBX, such as Europe/Berlin."
)
CHOOSE_GROUP: Final = "Choose a group above to see its calls."
GROUPS_NOT_LISTED: Final = (
    "The PBX does not let this API client list the groups, so type a group number. A number that "
    "does not exist looks the same as a group without calls."
)
CALLS_OF_EXTENSION: Final = "Calls count for the extension, not for the person."
INCOMPLETE: Final = "The numbers may be incomplete."
NOTHING_YET: Final = "There is nothing to show yet."
PROVENANCE: Final = "Where these numbers come from"

LINK_CARRIES: Final = (
    "A link carries the query, not the values: records that arrive late can still change them."
)
SCOPE_OF_FILTERS: Final = (
    "Search, filter and direction apply to all numbers on this page. Idle extensions have no "
    "calls, so hiding them changes no total. Sorting a column applies to the table and its "
    "files; bars have an order of their own."
)
FILTER_HELP: Final = (
    "Compares the PBX's fields: Dn, DisplayName, InboundAnsweredCount, InboundUnansweredCount, "
    "OutboundAnsweredCount, OutboundUnansweredCount, InboundAnsweredTalkingDur, "
    "OutboundAnsweredTalkingDur, SentimentScore. A talk time reads `duration'PT1H30M'`. "
    "The previous period shows the same extensions."
)
PREVIOUS_FILTER: Final = "The previous filter is still active."
NO_FILTER: Final = "No filter is active."
AREA_HELP: Final = "Internal: between extensions of this PBX. External: over its lines."

HOLIDAYS_HELP: Final = (
    "Holidays that the PBX lists for all selected groups, and public holidays where "
    "DASHBOARD_HOLIDAYS names a country."
)
HOLIDAYS_NOT_LOADED: Final = "**The PBX's holidays are not left out:** they could not be loaded."
DEPARTMENT_ZONE: Final = "The department's hours apply in the PBX's time zone only."
DEPARTMENT_HOURS_DIFFER: Final = "The selected departments have different working hours."


def more_reasons(count: int) -> str:
    """Where the reasons are that a notice does not list."""
    return f"And {viewer_count(count)} more, listed under “{PROVENANCE}”."


def department_hours_not_loaded(error: XapiError) -> str:
    """Why the department's hours cannot be chosen."""
    return f"The department's hours could not be loaded. {viewer_text(error.headline)}"


def refused_hours(reason: ValueError) -> str:
    """Why custom working hours do not apply."""
    return f"This choice {reason}. The previous working hours are still active."


def refused_range(reason: ValueError) -> str:
    """Why a range does not apply."""
    return f"This range cannot be used: {reason}. The previous range is still shown."


def compared(before_words: str, *, known: bool = True, same_length: bool = True) -> str:
    """What all changes are from. ``known``: there is data of it; ``same_length``: it is as long."""
    if not before_words:
        return "Nothing is compared."
    if not known:
        return f"There is no data of {before_words} to compare with."
    longer = "" if same_length else ", which is not as long: numbers of calls do not compare"
    return f"Changes are from {before_words}{longer}."


def age_words(now: datetime, then: datetime) -> str:
    """``42 s``, ``7 min``, ``3 h 5 min`` or ``2 days``."""
    seconds = max(0, round((now - then).total_seconds()))
    if seconds < 60:  # noqa: PLR2004  a minute
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:  # noqa: PLR2004  an hour
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:  # noqa: PLR2004  two days
        return f"{hours} h {minutes} min"
    return f"{hours // 24} days"
