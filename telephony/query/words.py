"""What a link narrows on Trends and Time of day, and nowhere else."""

from __future__ import annotations

from telephony.query.view import View


def not_applied(view: View, zone_name: str, here: str) -> tuple[str, ...]:
    """A sentence for each thing that does not narrow ``here``; none where nothing is ignored.

    ``here``: ``this page`` or ``this file``, whose days are those of the zone of this name.
    """
    said = []
    if view.hours is not None:
        said.append(
            f"The working-hours filter ({view.hours.words}) applies to Trends and Time of day "
            f"only; {here} includes all hours."
        )
    if not view.holidays:
        said.append(
            f"Holidays are left out on Trends and Time of day only; {here} includes all days."
        )
    if view.trend.zone and view.trend.zone != zone_name:
        said.append(
            f"The time zone {view.trend.zone} applies to Trends and Time of day only; days "
            f"here are those of the PBX's time zone, {zone_name}."
        )
    if view.trend.extension:
        said.append(
            f"Extension {view.trend.extension} alone is shown on Trends only; {here} "
            "includes all extensions."
        )
    return tuple(said)
