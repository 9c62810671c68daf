"""The groups that a token can be limited to, of every PBX."""

from __future__ import annotations

from collections.abc import Mapping

from components.shared import waiting
from telephony.answers.access_tokens import scope_of
from telephony.context import Context


def names(context: Context) -> Mapping[str, str]:
    """Names by what tokens call the groups; with the PBX where there are several."""
    found = {}
    for of_pbx in context.each_pbx:
        directory = waiting.directory(of_pbx, context.now())
        for number in directory.by_name:
            of = f" · {of_pbx.pbx.name}" if len(context.each_pbx) > 1 else ""
            found[scope_of(of_pbx.pbx.id, number)] = f"{directory.name(number)}{of}"
    return found
