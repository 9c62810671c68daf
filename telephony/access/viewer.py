"""A viewer: who looks at the dashboard, with which role, and whose groups' data they may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property
from glob import escape
from typing import Final

from telephony.access.identity import Identity, folded


class Role(StrEnum):
    """What a viewer may use; each role includes those before it.

    ``ANALYST``: the explorer and raw rows as well. ``ADMIN``: connection, status, audit and
    settings as well.
    """

    VIEWER = "viewer"
    ANALYST = "analyst"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        """Whether this role may do what ``other`` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True)
class GroupRights:
    """The groups whose data may be seen.

    ``patterns``: numbers, or shell patterns of numbers (``80*``, ``GRP00[0-4]?``), case-sensitive
    as the PBX's numbers are. ``*`` alone means every group.
    """

    patterns: frozenset[str] = frozenset()

    @cached_property
    def everything(self) -> bool:
        """Whether every group may be seen, now and later."""
        return "*" in self.patterns

    def allows(self, number: str) -> bool:
        """Whether the group of this number may be seen, whether or not it exists."""
        if self.everything or number in self._numbers:
            return True
        return any(fnmatchcase(number, pattern) for pattern in self._wildcards)

    @cached_property
    def _wildcards(self) -> tuple[str, ...]:
        return tuple(pattern for pattern in self.patterns if not pattern.isalnum())

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return self.patterns.difference(self._wildcards)

    def __or__(self, other: GroupRights) -> GroupRights:
        """The groups of both."""
        return GroupRights(self.patterns | other.patterns)

    def limited_to(self, numbers: Iterable[str]) -> GroupRights:
        """Those of the groups with these numbers that may be seen."""
        # a number is no pattern, whatever its characters
        return GroupRights(frozenset(escape(number) for number in numbers if self.allows(number)))


NO_GROUPS: Final = GroupRights()
ALL_GROUPS: Final = GroupRights(frozenset({"*"}))


@dataclass(frozen=True)
class Viewer:
    """Who looks: ``name`` is the e-mail address or user name; empty where nobody signs in.

    ``identity``: what the rights follow from.
    """

    name: str
    role: Role
    groups: GroupRights
    identity: Identity = field(default=Identity(""), compare=False)

    @property
    def key(self) -> str:
        """The person's name for comparison: the same however a sign-in writes its capitals."""
        return folded(self.name)

    @property
    def has_rights(self) -> bool:
        """Whether there is anything that they may see or do."""
        return bool(self.groups.patterns) or self.role is not Role.VIEWER


EVERYBODY: Final = Viewer("", Role.ADMIN, ALL_GROUPS)
"""The viewer where nobody signs in."""
