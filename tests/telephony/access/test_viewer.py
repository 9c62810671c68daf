"""Roles and groups of a viewer."""

from __future__ import annotations

from itertools import pairwise

import pytest

from telephony.access.viewer import EVERYBODY, GroupRights, Role


def test_each_role_includes_those_before_it_and_none_after_it() -> None:
    for lower, higher in pairwise(Role):
        assert higher.includes(lower)
        assert not lower.includes(higher)
    assert all(role.includes(role) for role in Role)


@pytest.mark.parametrize(
    ("pattern", "allowed", "not_allowed"),
    [
        ("8000", ["8000"], ["8001", "80000", "800", ""]),
        ("80*", ["80", "8000", "80x"], ["8100", "180"]),
        ("80?0", ["8000", "8010"], ["8001", "80100"]),
        ("GRP00[0-4]1", ["GRP0001", "GRP0041"], ["GRP0051", "grp0001"]),
        ("R&D 1/2", ["R&D 1/2"], ["R&D 1", "R&D"]),
        ("O'Neil", ["O'Neil"], ["o'neil"]),
        ("*", ["8000", ""], []),
    ],
)
def test_a_pattern_allows_the_numbers_that_it_matches_and_no_other(
    pattern: str, allowed: list[str], not_allowed: list[str]
) -> None:
    rights = GroupRights(frozenset({pattern}))
    assert all(map(rights.allows, allowed))
    assert not any(map(rights.allows, not_allowed))


def test_without_a_pattern_no_group_is_allowed() -> None:
    assert not GroupRights().allows("8000")
    assert not GroupRights().everything


def test_rights_add_up() -> None:
    both = GroupRights(frozenset({"8000"})) | GroupRights(frozenset({"9*"}))
    assert both.allows("8000")
    assert both.allows("9100")
    assert not both.allows("8100")


def test_where_nobody_signs_in_everybody_is_an_admin_of_all_groups() -> None:
    assert EVERYBODY.role is Role.ADMIN
    assert EVERYBODY.groups.everything
    assert EVERYBODY.name == ""
