"""Where the numbers of groups come from."""

from __future__ import annotations

from components.groups.loading import LoadedGroups
from components.groups.view_model import keys_of
from components.shared import provenance
from components.shared.provenance import Part
from telephony.context import Context
from telephony.metrics.registry import METRICS
from telephony.query.view import View


def show(context: Context, loaded: LoadedGroups, view: View) -> None:
    """The panel with the answer of each group."""
    parts = [
        Part(group.name, loaded.answers[group.number], loaded.answers[group.number].origins)
        for group in loaded.groups
        if group.number in loaded.answers
    ]
    notes = [METRICS[key].help for key in keys_of(view.direction)]
    provenance.show(context, loaded.query, parts, notes)
