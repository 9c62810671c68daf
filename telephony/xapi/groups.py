"""Reads the rows of ``/Groups``: the groups that have reports."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from telephony.formatting.text import NUMBER_LIMIT, clean, is_readable
from telephony.xapi.records import Group

# Users' favourites and the like: the PBX stores them as groups, and no report knows them.
_PSEUDO_GROUP: Final = "___"

log = logging.getLogger(__name__)


def is_number(text: str) -> bool:
    """True for a text that can be a group's number; others come from a manipulated link."""
    return text != "" and is_readable(text, NUMBER_LIMIT)


def has_number(row: Mapping[str, Any]) -> bool:
    """Whether a row of ``/Groups`` has a number at all, whatever kind of group it is."""
    return isinstance(row.get("Number"), str) and bool(row["Number"])


def groups_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Group, ...]:
    """The groups in their order, without those that have no reports."""
    groups = []
    for row in rows:
        name = row.get("Name")
        name = clean(name) if isinstance(name, str) else ""
        if not has_number(row) or name.startswith(_PSEUDO_GROUP):
            continue
        number = str(row["Number"])
        if is_number(number):
            groups.append(Group(number, name or number))
        else:
            log.warning("a group's number cannot be sent in a request: %a", number[:NUMBER_LIMIT])
    return tuple(groups)
