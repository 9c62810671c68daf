"""The list of groups that the PBX has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from telephony.formatting.name_order import name_key
from telephony.xapi.errors import XapiError
from telephony.xapi.records import Group
from telephony.xapi.setup_problems import NotAllowed


@dataclass(frozen=True)
class Directory:
    """The groups as listed at ``as_of``, or why they may not be listed.

    ``stale``: the failure that prevented a newer list. ``refused``: the API client lacks the right
    to list groups, so a number has to be typed. ``notes`` say why groups may be missing.
    ``none_permitted``: there are groups, and the viewer may see none of them.
    """

    groups: tuple[Group, ...]
    as_of: datetime
    stale: XapiError | None = None
    refused: NotAllowed | None = None
    notes: tuple[str, ...] = ()
    none_permitted: bool = False

    @property
    def incomplete(self) -> str:
        """That groups may be missing, and why; empty where they are all listed."""
        return f"Some groups may be missing. {' '.join(self.notes)}" if self.notes else ""

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Each group's name by its number; of a number that is listed twice, the first."""
        return {group.number: group.name for group in reversed(self.groups)}

    @cached_property
    def by_name(self) -> tuple[str, ...]:
        """The numbers of the groups, sorted by name."""
        ordered = sorted(self.groups, key=lambda group: (name_key(group.name), group.number))
        return tuple(dict.fromkeys(group.number for group in ordered))

    def name(self, number: str) -> str:
        """The group's name, or its number where it is not listed."""
        return self.names.get(number, number)
