"""The overview's sentences; labels of single widgets are with their widgets."""

from __future__ import annotations

from typing import Final

from components.shared.viewer_locale import viewer_count
from telephony.answers.extensions import NO_EXTENSIONS
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import count, count_of
from telephony.frames.columns import COUNTS, TALKS
from telephony.metrics.frame_view import FrameView
from telephony.query.view import CallArea, View

COLUMNS_ADD: Final = (
    "A column you choose is added to these. Remove all to get the default columns back."
)
METRICS_MEAN: Final = "**What each metric means**"


def selected(count: int) -> str:
    """How many extensions are selected, on the button that clears the selection."""
    return f"{viewer_count(count)} selected · totals cover all extensions ✕"


def not_in_result(extensions: str) -> str:
    """Which selected extensions the result lacks."""
    return f"Selected, but not in this result: {extensions}"


def days_and_requests(zone: str) -> str:
    """How the days of the overview become requests."""
    return (
        f"Days begin and end at midnight in {zone}. Requests are in UTC and include the start "
        "but not the end."
    )


def why_empty(all_extensions: int, shown: FrameView, view: View, style: LocaleStyle) -> str:
    """Why a view shows no calls: an empty group, no ``shown`` extension, no calls; else empty."""
    everyone = count_of(all_extensions, "extension", style)
    if not all_extensions:
        return NO_EXTENSIONS
    if not len(shown):
        if all_extensions == 1:
            return "The one extension does not match the filters above."
        return f"None of the {everyone} matches the filters above."
    if any(shown.integers(name).any() or not shown.complete(name) for name in COUNTS + TALKS):
        return ""
    calls = "calls" if view.area is CallArea.ALL else view.area.word
    where = f"{count(len(shown), style)} of {everyone}" if len(shown) < all_extensions else everyone
    return f"No {calls} in this range at {where}."
