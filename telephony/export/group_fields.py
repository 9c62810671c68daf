"""The fields of a file of groups side by side, and what each means."""

from __future__ import annotations

from typing import Final

from telephony.export.about import Definition
from telephony.export.fields import Field, FileLayout, number_field
from telephony.export.safety import safe
from telephony.formatting.units import Unit

STATES: Final = ("whole", "incomplete", "no_figures")
TALKS: Final = ("inbound_talk", "outbound_talk", "talk")
COUNTS: Final = (
    "inbound_answered",
    "inbound_unanswered",
    "outbound_answered",
    "outbound_unanswered",
    "calls",
)
# What a row has itself where groups are of several PBXs, and else every row of a file.
OWN_FACTS: Final = ("time_zone", "period_from", "period_to")
RATES: Final = ("pick_up_rate", "connect_rate")
# Programs may count on the order: new fields are appended.
LAYOUT: Final = FileLayout(
    "Groups",
    "Groups side by side",
    {
        "group": Field("group", safe),
        "name": Field("name", safe),
        "extensions": number_field("extensions", Unit.CALLS),
        "inbound_answered": number_field("inbound_answered", Unit.CALLS),
        "inbound_unanswered": number_field("inbound_unanswered", Unit.CALLS),
        "pick_up_share": number_field("pick_up_rate", Unit.RATE),
        "inbound_talk_seconds": number_field("inbound_talk", Unit.TALK),
        "outbound_answered": number_field("outbound_answered", Unit.CALLS),
        "outbound_unanswered": number_field("outbound_unanswered", Unit.CALLS),
        "outbound_talk_seconds": number_field("outbound_talk", Unit.TALK),
        "calls_before": number_field("calls_before", Unit.CALLS),
        "calls_change_share": number_field("calls_change", Unit.RATE),
        "calls": number_field("calls", Unit.CALLS),
        "talk_seconds": number_field("talk", Unit.TALK),
        "connect_share": number_field("connect_rate", Unit.RATE),
        "state": Field("state", safe),
    },
)
MEANINGS: Final = {
    "group": Definition("Group", "The group's number."),
    "name": Definition("Name", "The group's name on the PBX."),
    "extensions": Definition(
        "Extensions", "Extensions of the group that the search and the filter keep.",
        "An extension in two groups is counted in both.",
    ),
    "calls_before": Definition(
        "Calls before", "The same in the period that is compared with.",
        empty="Empty where there is nothing to compare with.",
    ),
    "calls_change": Definition(
        "Change of calls", "Calls ÷ calls before - 1.",
        empty="Empty without calls before, and where one of the two is incomplete.",
    ),
    "pbx": Definition("PBX", "The id of the group's PBX."),
    "pbx_name": Definition("Name of the PBX", "The PBX's name on the dashboard."),
    "time_zone": Definition("Time zone", "The PBX's time zone, which decides its days."),
    "period_from": Definition("Period from", "The start of the period at this PBX."),
    "period_to": Definition("Period to", "The end of the period at this PBX."),
    "state": Definition("State", f"How complete the row is: {', '.join(STATES)}."),
}  # fmt: skip


LAYOUT_ACROSS: Final = FileLayout(
    LAYOUT.name,
    "Groups of several PBXs side by side",
    {
        **LAYOUT.fields,
        **{name: Field(name, safe) for name in ("pbx", "pbx_name", *OWN_FACTS)},
    },
)
