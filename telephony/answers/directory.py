"""The groups of the PBX, as data access hands them over."""

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
    """The groups of the PBX, or why they cannot be listed (``refused``: a number may be typed)."""

    groups: tuple[Group, ...]
    as_of: datetime
    stale: XapiError | None = None
    refused: NotAllowed | None = None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The groups' names by number; of a number that comes twice the first."""
        return {group.number: group.name for group in reversed(self.groups)}

    @cached_property
    def by_name(self) -> tuple[str, ...]:
        """The groups' numbers in the order of their names."""
        ordered = sorted(self.groups, key=lambda group: (name_key(group.name), group.number))
        return tuple(dict.fromkeys(group.number for group in ordered))

    def name(self, number: str) -> str:
        """The group's name, or its number where the list does not know it."""
        return self.names.get(number, number)
