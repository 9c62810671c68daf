"""Keeps a viewer to the groups that they may see: what they ask for, and what they read.

A group that they may not see looks like one that does not exist, whether or not it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from telephony.access.viewer import GroupRights
from telephony.answers.directory import Directory
from telephony.data_access.cache.loading_cache import Cacheable, CachedResult
from telephony.data_access.cache.single_flight import InFlight
from telephony.data_access.pbx.directory import suggest_groups
from telephony.data_access.reports.pending_answer import GroupRequest
from telephony.query.view import Query
from telephony.xapi.errors import NoSuchGroup
from telephony.xapi.records import GroupHours

V = TypeVar("V", bound=Cacheable)
E = TypeVar("E", bound=BaseException)


class PermittedGroups:
    """The groups that a viewer with these ``rights`` may see.

    ``known_groups`` returns the PBX's own list as far as it is known.
    """

    def __init__(self, rights: GroupRights, known_groups: Callable[[], Directory | None]) -> None:
        self._rights = rights
        self._known_groups = known_groups
        self._listed: tuple[Directory, Directory] | None = None

    def allows(self, group: str) -> bool:
        """Whether the viewer may see it, if it exists."""
        return self._rights.allows(group)

    def query(self, query: Query) -> Query:
        """The query without the other groups; it may have none left."""
        return replace(query, groups=tuple(filter(self._rights.allows, query.groups)))

    def refused(self, query: Query) -> dict[str, NoSuchGroup]:
        """The other groups of the query, each with its error."""
        groups = (group for group in query.groups if not self._rights.allows(group))
        return {group: self.no_such_group(group) for group in groups}

    def no_such_group(self, group: str) -> NoSuchGroup:
        """The error of a group that does not exist; it names no group that they may not see."""
        known = self._known_groups()
        listed = self.directory(known).groups if known else ()
        return NoSuchGroup(group, suggest_groups(group, listed))

    def error(self, error: E) -> E | NoSuchGroup:
        """An error as the viewer may read it."""
        return self.no_such_group(error.number) if isinstance(error, NoSuchGroup) else error

    def directory(self, directory: Directory) -> Directory:
        """The list with the groups that they may see."""
        if self._listed is None or self._listed[0] is not directory:
            seen = tuple(one for one in directory.groups if self._rights.allows(one.number))
            nothing = bool(directory.groups) and not seen
            self._listed = directory, replace(directory, groups=seen, none_permitted=nothing)
        return self._listed[1]

    def office_hours(self, hours: Mapping[str, GroupHours]) -> Mapping[str, GroupHours]:
        """Those of the groups that they may see."""
        return {number: one for number, one in hours.items() if self._rights.allows(number)}

    def request(
        self, query: Query, start: Callable[[Query], Iterable[GroupRequest[V]]], now: datetime
    ) -> tuple[GroupRequest[V], ...]:
        """One for each group of the query: as ``start`` makes it, or failed already."""
        permitted = self.query(query)
        started = start(permitted) if permitted.groups else ()
        made = {request.group: request.in_flight for request in started}
        return tuple(
            GroupRequest(
                group,
                made[group].translated(self._result, self.error)
                if group in made
                else InFlight.failed(now, self.no_such_group(group)),
            )
            for group in dict.fromkeys(query.groups)
        )

    def _result(self, result: CachedResult[V]) -> CachedResult[V]:
        return result if result.stale is None else replace(result, stale=self.error(result.stale))
