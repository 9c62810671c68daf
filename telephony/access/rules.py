"""The rules of the access file: who they are for, and what they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from telephony.access.identity import Identity
from telephony.access.viewer import NO_GROUPS, GroupRights, Role, Viewer

ANYBODY = "*"
"""In a rule's users: whoever has signed in."""


@dataclass(frozen=True)
class Rule:
    """For a person who meets each condition that is given; each lists what meets it.

    ``users`` and ``domains`` are folded (see ``identity``), ``claims`` are exact. ``pbxs``: the ids
    of the systems that the groups are of; empty for all.
    """

    users: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    claims: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pbxs: frozenset[str] = frozenset()
    groups: GroupRights = NO_GROUPS
    role: Role = Role.VIEWER

    def is_for(self, identity: Identity) -> bool:
        """Whether the person meets all conditions; a rule without any is for nobody."""
        met = []
        if self.users:
            met.append(ANYBODY in self.users or not self.users.isdisjoint(identity.names))
        if self.domains:
            met.append(identity.domain in self.domains)
        for name, values in self.claims.items():
            met.append(not values.isdisjoint(identity.claims.get(name, frozenset())))
        return bool(met) and all(met)


@dataclass(frozen=True)
class AccessRules:
    """All rules. Those that are for the same person add up."""

    rules: tuple[Rule, ...] = ()

    def viewer(self, identity: Identity, pbx: str = "") -> Viewer:
        """What the person may see of a system; nothing where no rule is for them.

        ``pbx``: its id; empty where there is one system only.
        """
        rules = [rule for rule in self.rules if rule.is_for(identity)]
        rules = [rule for rule in rules if not rule.pbxs or pbx in rule.pbxs]
        groups: Iterable[GroupRights] = (rule.groups for rule in rules)
        roles = {rule.role for rule in rules}
        highest = max(roles, key=list(Role).index, default=Role.VIEWER)
        return Viewer(identity.name, highest, reduce(or_, groups, NO_GROUPS), identity)
