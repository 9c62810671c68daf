"""The columns of the file of changes, and what each means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from telephony.export.about import Definition, defined
from telephony.export.fields import Field, FileLayout, number_field
from telephony.export.safety import safe
from telephony.formatting.units import Unit
from telephony.metrics.page_metrics import CHANGE_METRICS
from telephony.metrics.registry import METRICS
from telephony.metrics.view_changes import Comparison
from telephony.query.view import Direction

SIDES: Final = (Direction.INBOUND, Direction.OUTBOUND)
WHEN: Final = ("before", "now")
_OFSIDES: Final = {
    name: field
    for side in SIDES
    for name, field in (
        *((f"{side}_answered_{at}", (f"{side}_answered_{at}", Unit.CALLS)) for at in WHEN),
        *((f"{side}_talk_seconds_{at}", (f"{side}_talk_{at}", Unit.TALK)) for at in WHEN),
        (f"{side}_more_calls_seconds", (f"{side}_more_calls", Unit.TALK_CHANGE)),
        (f"{side}_longer_calls_seconds", (f"{side}_longer_calls", Unit.TALK_CHANGE)),
    )
}
# Programs may count on the order: new fields are appended.
_NUMBERS: Final[Mapping[str, tuple[str, Unit]]] = {
    "calls_before": ("calls_before", Unit.CALLS),
    "calls_now": ("calls_now", Unit.CALLS),
    "talk_seconds_before": ("talk_before", Unit.TALK),
    "talk_seconds_now": ("talk_now", Unit.TALK),
    "talk_change_seconds": ("talk_change", Unit.TALK_CHANGE),
    "from_more_calls_seconds": ("from_more_calls", Unit.TALK_CHANGE),
    "from_longer_calls_seconds": ("from_longer_calls", Unit.TALK_CHANGE),
    "pick_up_before_share": ("pick_up_before", Unit.RATE),
    "pick_up_now_share": ("pick_up_now", Unit.RATE),
    "mix_points": ("mix_points", Unit.POINTS),
    "people_points": ("people_points", Unit.POINTS),
    **_OFSIDES,
    "inbound_calls_before": ("inbound_calls_before", Unit.CALLS),
    "inbound_calls_now": ("inbound_calls_now", Unit.CALLS),
    "pick_up_change_low_points": ("pick_up_change_low", Unit.POINTS),
    "pick_up_change_high_points": ("pick_up_change_high", Unit.POINTS),
}
LAYOUT: Final = FileLayout(
    "Changes",
    "What changed",
    {
        **{name: Field(name, safe) for name in ("extension", "display_name", "status")},
        **{name: number_field(key, unit) for name, (key, unit) in _NUMBERS.items()},
        "calls_certainty": Field("calls_certainty", safe),
        "pick_up_certainty": Field("pick_up_certainty", safe),
    },
)
_HOW_SURE: Final = (
    "clear: more than chance alone gives, where one comparison in twenty is wrong. Otherwise: "
    "could be chance, too few calls, no difference."
)
_POISSON: Final = "Takes calls as independent of each other (Poisson)."
_LABELS: Final = {"low": "Pick-up rate, change, low", "high": "Pick-up rate, change, high"}
_MEANINGS: Final = {
    end: f"The {name} end of the 95 % score interval of the rate's change, in points."
    for end, name in (("low", "lower"), ("high", "upper"))
}
_TWICE: Final = {
    "calls": ("Calls", "Answered and unanswered calls of the direction."),
    "talk": ("Talk time", "Talk time of the direction."),
    "pick_up": ("Pick-up rate", f"{METRICS['pick_up_rate'].formula}."),
    "inbound_calls": ("Inbound calls", "Answered and unanswered inbound calls."),
    **{
        f"{side}_{key}": (metric.label, f"{metric.formula}.")
        for side in SIDES
        for key, metric in (
            ("answered", METRICS[f"{side}_answered"]),
            ("talk", METRICS[f"{side}_talk"]),
        )
    },
}


def definitions_of_changes(compared: Comparison) -> dict[str, Definition]:
    """What each column means, by column of the frame."""
    then = f"in {compared.before}" if compared.of_groups else "before"
    found = {
        "extension": Definition("Extension", "The number of the extension."),
        "display_name": Definition("Name", "The extension's name on the PBX; empty without one."),
        "status": Definition(
            "Status",
            f"stayed: calls now and {then}, or neither. new: calls now alone. gone: calls {then} "
            "alone.",
            "From calls, not from membership: the PBX lists today's extensions for the past, too.",
        ),
        **{key: defined(metric, metric.label) for key, metric in CHANGE_METRICS.items()},
        **{
            key: Definition(f"{_LABELS[end]}", _MEANINGS[end])
            for end, key in (("low", "pick_up_change_low"), ("high", "pick_up_change_high"))
        },
        "calls_certainty": Definition("Calls, how sure", _HOW_SURE, _POISSON),
        "pick_up_certainty": Definition("Pick-up rate, how sure", _HOW_SURE),
    }
    for at, words in zip(WHEN, (then, "now"), strict=True):
        for name, (label, meaning) in _TWICE.items():
            found[f"{name}_{at}"] = Definition(f"{label}, {words}", meaning)
    for side in SIDES:
        for key in ("more_calls", "longer_calls"):
            metric = CHANGE_METRICS[f"from_{key}"]
            label = f"{side.value.capitalize()}: {metric.label.lower()}"
            found[f"{side}_{key}"] = Definition(label, f"The {side.value} part of it.")
    return found
