"""Groups side by side: the metrics of each, and how its calls changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from telephony.answers.extensions import ExtensionsAnswer
from telephony.formatting.name_order import name_key
from telephony.metrics.extension_metrics import MetricValue, total
from telephony.metrics.frame_view import FrameView
from telephony.metrics.view_rows import compared_rows, view_rows
from telephony.query.systems import number_among_all
from telephony.query.view import Direction, Query, Sort, View
from telephony.settings.systems import System
from telephony.xapi.errors import XapiError

GROUP_KEYS: Final = (
    "inbound_answered",
    "inbound_unanswered",
    "pick_up_rate",
    "inbound_talk",
    "inbound_mean_talk",
    "outbound_answered",
    "outbound_unanswered",
    "connect_rate",
    "outbound_talk",
    "calls",
    "talk",
)
"""The metrics of a group: those of the cards, and their sums."""


@dataclass(frozen=True)
class GroupPlace:
    """Where a group is, among groups of several PBXs: its PBX, its number and name there.

    ``query``: the one requested there, whose days are those of that PBX.
    """

    system: System
    number: str
    name: str
    query: Query


@dataclass(frozen=True)
class GroupAnswers:
    """What was loaded of one group: its values, and those it is compared with; or why not.

    ``before``: None where nothing is compared. ``place``: None where all groups are of one PBX.
    """

    number: str
    name: str
    now: ExtensionsAnswer | XapiError
    before: ExtensionsAnswer | XapiError | None = None
    place: GroupPlace | None = None


Loaded = Mapping[str, ExtensionsAnswer | XapiError]
"""By the group's number: its values, or why they could not be loaded."""


def group_answers(
    now: Loaded,
    before: Loaded,
    name_of: Callable[[str], str],
    at: tuple[System, Query] | None = None,
) -> list[GroupAnswers]:
    """The answers of the groups of one PBX by their numbers, and those they are compared with.

    ``name_of``: a group's name by its number. ``at``: where there are several PBXs, this one and
    the query requested there; the PBX is then part of its groups' numbers and names.
    """
    found = []
    for number, answer in now.items():
        name, compared = name_of(number), before.get(number)
        if at is None:
            found.append(GroupAnswers(number, name, answer, compared))
            continue
        system, query = at
        place = GroupPlace(system, number, name, query)
        called = number_among_all(system, number), f"{name} ({system.name})"
        found.append(GroupAnswers(*called, answer, compared, place))
    return found


@dataclass(frozen=True)
class GroupTotals:
    """One group's metrics by key (``GROUP_KEYS``), of the extensions that the view shows.

    ``values``: empty where the group could not be loaded (``error``). ``before``: None where there
    is nothing to compare with. ``extensions``: their numbers. ``lacks_before``: what the calls are
    compared with could not be loaded, or lacks some.
    """

    number: str
    name: str
    extensions: tuple[str, ...] = ()
    values: Mapping[str, MetricValue] = field(default_factory=dict)
    before: Mapping[str, MetricValue] | None = None
    complete: bool = False
    lacks_before: bool = False
    error: XapiError | None = None

    @property
    def change_share(self) -> float | None:
        """Calls now ÷ calls before - 1; None without calls before, or where one is not known."""
        if self.before is None or self.error is not None:
            return None
        now, before = self.values["calls"], self.before["calls"]
        if now.incomplete or before.incomplete or not before.value or now.value is None:
            return None
        return now.value / before.value - 1


def group_totals(answers: GroupAnswers, query: Query, view: View) -> GroupTotals:
    """The metrics of one group; search and filter choose its extensions as on the overview.

    Idle extensions have no calls, so hiding them changes only how many extensions there are.
    """
    if isinstance(answers.now, XapiError):
        return GroupTotals(answers.number, answers.name, error=answers.now)
    place = answers.place
    now = view_rows(answers.now, place.query if place else query, view)
    before = None
    if isinstance(answers.before, ExtensionsAnswer):
        earlier = compared_rows(answers.before, view, now)
        before = _totals(earlier, answers.before, view.direction)
    return GroupTotals(
        number=answers.number,
        name=answers.name,
        extensions=tuple(
            # the same number at two PBXs is two extensions
            number_among_all(place.system, extension) if place else extension
            for extension in now.values("extension")
        ),
        values=_totals(now, answers.now, view.direction),
        before=before,
        complete=answers.now.complete and answers.now.stale is None,
        lacks_before=before["calls"].incomplete if before else answers.before is not None,
    )


def totals_of(answers: Iterable[GroupAnswers], query: Query, view: View) -> tuple[GroupTotals, ...]:
    """The metrics of each group, in the view's order."""
    return tuple(in_order([group_totals(one, query, view) for one in answers], view.sort))


def _totals(
    rows: FrameView, answer: ExtensionsAnswer, direction: Direction
) -> Mapping[str, MetricValue]:
    values, lacks_rows = total(rows, direction), not answer.has_all_rows
    return {key: replace(values[key], lacks_rows=lacks_rows) for key in GROUP_KEYS}


def shared_extensions(groups: Sequence[GroupTotals]) -> tuple[str, ...]:
    """The extensions that are in more than one of the groups, each of which counts them."""
    counts = Counter(extension for group in groups for extension in group.extensions)
    return tuple(extension for extension, times in counts.items() if times > 1)


def in_order(groups: Sequence[GroupTotals], sort: Sort) -> list[GroupTotals]:
    """The groups by one of their metrics, their change, their number of extensions or their name.

    Any other column means calls. What is not known comes last; equal ones are in order of name.
    """
    by_name = sorted(groups, key=lambda group: (name_key(group.name), group.number))
    if sort.column == "display_name":
        return by_name[::-1] if sort.descending else by_name
    found = [(_sorted_by(group, sort.column), group) for group in by_name]
    known = [(value, group) for value, group in found if value is not None]
    known.sort(key=lambda one: -one[0] if sort.descending else one[0])
    return [group for _, group in known] + [group for value, group in found if value is None]


def _sorted_by(group: GroupTotals, column: str) -> float | None:
    if group.error is not None:
        return None
    if column == "extensions":
        return len(group.extensions)
    if column == "change":
        return group.change_share
    return group.values[column if column in GROUP_KEYS else "calls"].value
