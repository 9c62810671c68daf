"""Sentences about what a view cannot do on a page or in a file."""

from __future__ import annotations

from telephony.periods.working_hours_text import working_hours_words
from telephony.query.view import View


def not_applied(
    view: View, zone_name: str, here: str, *, one_extension: bool = False
) -> tuple[str, ...]:
    """A sentence for each part of the view that applies to other pages alone.

    ``here`` is ``this page`` or ``this file``, whose days are those of the zone ``zone_name``.
    ``one_extension``: it is about the view's extension.
    """
    sentences = []
    if view.hours is not None:
        sentences.append(
            f"The working-hours filter ({working_hours_words(view.hours)}) applies to Trends and "
            f"Time of day only; {here} includes all hours."
        )
    if not view.holidays:
        sentences.append(
            f"Holidays are left out on Trends and Time of day only; {here} includes all days."
        )
    if view.trend.zone and view.trend.zone != zone_name:
        sentences.append(
            f"The time zone {view.trend.zone} applies to Trends and Time of day only; days "
            f"here are those of the PBX's time zone, {zone_name}."
        )
    if view.trend.extension and not one_extension:
        sentences.append(
            f"The choice of extension {view.trend.extension} applies to Extension and Trends "
            f"only; {here} includes all extensions."
        )
    return (*sentences, *comparison_not_applied(view))


def comparison_not_applied(view: View) -> tuple[str, ...]:
    """A sentence on the group that a link compares with; none without one."""
    if not view.against:
        return ()
    return (f"The comparison with group {view.against} applies to What changed only.",)
