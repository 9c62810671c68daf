"""The sentences of the page of groups."""

from __future__ import annotations

from typing import Final

from components.shared.viewer_locale import viewer_count_of

OWN_SCALES: Final = (
    "Each group has its own scale: the heights of two groups do not compare, the table's numbers "
    "do. Faded: incomplete. Hatched: no data. Grey columns: weekends."
)
HOURS: Final = "Time of day"
"""A link beside each group: at which hours it needs people, a day's report does not say."""
BY_HOUR: Final = (
    "Unanswered calls of all calls per hour, on average, inbound and outbound. The whole groups "
    "count; hours that are not over are left out."
)

DAYS_OF_ONE: Final = "Days and hours of the groups are on this page of one PBX."
"""Below the table of several."""


def which(shown: int, chosen: int) -> str:
    """Which groups are shown, where that is not what the bar says."""
    if chosen > 1 or shown <= chosen:
        return ""
    if shown == 1:
        return "There is only one group here, so there is nothing to compare it with."
    return f"All {viewer_count_of(shown, 'group')}. To compare some of them, choose two or more."


def by_hour(groups: int) -> str:
    """The title of the panel; what is stored takes no request."""
    requests = viewer_count_of(2 * groups, "request")
    return f"Which group needs people at which hour? Unanswered calls by hour (at most {requests})"


def cost(groups: int, requests: int) -> str:
    """What loading many groups takes, before it is requested."""
    return (
        f"{viewer_count_of(groups, 'group')} take at most "
        f"{viewer_count_of(requests, 'request')} to the PBX: "
        "their reports, those compared with, and each day. What is stored takes none."
    )
