"""The access file: its errors with their lines, and changes while the dashboard runs."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from telephony.access.file import AccessFile
from telephony.access.identity import Identity
from telephony.access.parse import parse_rules
from telephony.access.viewer import Role
from telephony.settings.toml_file import parse_toml
from telephony.settings.values import SettingsError

EXAMPLE = """\
# Who may see what.
[[rule]]
user = ["Maria@example.com", "jörg"]
groups = ["8000", "81*"]

[[rule]]
domain = "example.com"
groups = "8200"

[[rule]]
claim = { groups = ["call-centre", "analysts"], office = "Berlin" }
groups = ["83[0-4]?"]
role = "analyst"

[[rule]]
user = "root"
role = "admin"
"""


def viewer(text: str, name: str, email: str = "", **claims: str):
    identity = Identity(name, email, {key: frozenset({value}) for key, value in claims.items()})
    return parse_rules(parse_toml(text, "access.toml")).viewer(identity)


def numbers(text: str, name: str, email: str = "", **claims: str) -> list[str]:
    found = viewer(text, name, email, **claims)
    every = ["8000", "8001", "8100", "8200", "8311", "8351"]
    return [number for number in every if found.groups.allows(number)]


def test_rules_that_are_for_the_same_person_add_up() -> None:
    maria = "maria@EXAMPLE.com"
    assert numbers(EXAMPLE, maria) == ["8000", "8100"]
    assert numbers(EXAMPLE, maria, maria) == ["8000", "8100", "8200"]
    claims = {"groups": "analysts", "office": "Berlin"}
    assert numbers(EXAMPLE, maria, maria, **claims) == ["8000", "8100", "8200", "8311"]
    assert viewer(EXAMPLE, maria, maria).role is Role.VIEWER
    assert viewer(EXAMPLE, maria, **claims).role is Role.ANALYST


def test_a_rule_with_several_conditions_is_for_who_meets_all_of_them() -> None:
    assert numbers(EXAMPLE, "x", groups="analysts") == []
    assert numbers(EXAMPLE, "x", groups="analysts", office="berlin") == []
    assert numbers(EXAMPLE, "x", groups="analysts", office="Berlin") == ["8311"]


def test_whom_no_rule_is_for_has_no_rights() -> None:
    nobody = viewer(EXAMPLE, "eve@example.org", "eve@example.org")
    assert not nobody.has_rights
    assert nobody.role is Role.VIEWER
    assert viewer(EXAMPLE, "root").has_rights  # without a group, but with the pages of an admin


@pytest.mark.parametrize("name", ["JÖRG", "jörg", " Jörg "])
def test_names_are_compared_without_regard_to_case(name: str) -> None:
    assert numbers(EXAMPLE, name) == ["8000", "8100"]


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("jorg", ""),
        ("maria@example.com.evil.org", ""),
        ("\u212aim@example.com", ""),  # the Kelvin sign, whose lower case is a k
        ("x", "maria@evil.org@example.com"),
        ("x", "maria@sub.example.com"),
        ("x", "@example.com"),
        ("someone@example.com", ""),  # a name that looks like an address, but none vouched for
    ],
)
def test_nobody_becomes_another_by_a_similar_name(name: str, email: str) -> None:
    kim = EXAMPLE.replace("jörg", "kim@example.com")
    assert numbers(kim, name, email) == []


def test_anybody_who_has_signed_in_is_written_as_a_star() -> None:
    assert numbers('[[rule]]\nuser = "*"\ngroups = "8000"\n', "eve") == ["8000"]


def test_groups_of_one_system_are_not_those_of_another() -> None:
    text = '[[rule]]\nuser = "eve"\npbx = "berlin"\ngroups = "8000"\nrole = "admin"\n'
    rules = parse_rules(parse_toml(text, "access.toml"), ["berlin", "wien"])
    assert rules.viewer(Identity("eve"), "berlin").groups.allows("8000")
    assert not rules.viewer(Identity("eve"), "wien").has_rights


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[[rule]]\nuser = "a"\ngroups = "8\n', 3, "this is not TOML"),
        ('\n[[rules]]\nuser = "a"\n', 2, "rules is not known here. Did you mean rule?"),
        ('[[rule]]\nuser = "a"\n\ngroup = ["8000"]\n', 4, "Did you mean groups?"),
        ('[rule]\nuser = "a"\ngroups = "8000"\n', 1, "Write [[rule]]"),
        ('[[rule]]\ngroups = "8000"\n', 1, "for nobody"),
        ('[[rule]]\nuser = "a"\n', 1, "gives nothing"),
        ('[[rule]]\nuser = "a"\nrole = "admn"\n', 3, "Did you mean admin?"),
        ('[[rule]]\nuser = "a"\nrole = ["admin"]\n', 3, "Give one of viewer, analyst, admin."),
        ('[[rule]]\nuser = "a"\ngroups = [\n  "8000",\n  8001,\n]\n', 3, 'Write "8001".'),
        ('[[rule]]\nuser = "a"\ngroups = []\n', 3, "empty list"),
        ('[[rule]]\nuser = "a"\ngroups = ["8000", ""]\n', 3, "empty text"),
        ('[[rule]]\nuser = "a"\ngroups = "80[0"\n', 3, "neither a number nor a pattern"),
        ('[[rule]]\nuser = "*@example.com"\ngroups = "8"\n', 2, "Give the whole name, or a domain"),
        ('[[rule]]\ndomain = "a@example.com"\ngroups = "8"\n', 2, "what follows the @"),
        ('[[rule]]\nclaim = "x"\ngroups = "8"\n', 2, "claim has no name"),
        ('[[rule]]\ngroups = "8"\n[rule.claim]\nadmin = true\n', 4, 'Write "true".'),
        ('[[rule]]\nuser = "a"\ngroups = "8000, 8001"\n', 3, "Give each group by itself"),
        ("# who may see what\n", 1, "there is no rule"),
        ("rule = []\n", 1, "there is no rule"),
        ('[[rule]]\nuser = "a"\ngroups = 8' + "0" * 5000 + "\n", 3, "too long"),
        ('# a\u2028b\n[[rule]]\nuser = "a"\nrole = "x"\n', 4, "Give one of viewer"),
        ('[[rule]]\nuser = "a"\npbx = "berlin"\ngroups = "8"\n', 3, "not the id of a system"),
        (
            '[[rule]]\nuser = "a"\ngroups = "8"\n' * 9 + '[[rule]]\nuser = 1\ngroups = "8"',
            29,
            '"1"',
        ),
    ],
)
def test_an_error_names_its_line_and_what_to_do(text: str, line: int, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_rules(parse_toml(text, "access.toml"))
    assert str(caught.value).startswith(f"access.toml, line {line}: ")
    assert words in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


class Ticks:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


def rights(path: Path, groups: str) -> None:
    path.write_text(f'[[rule]]\nuser = "eve"\ngroups = "{groups}"\n', "utf-8")


def seen(file: AccessFile) -> list[str]:
    found = file.rules.viewer(Identity("eve")).groups
    return [number for number in ("8000", "8001") if found.allows(number)]


def test_a_change_is_in_force_within_a_second(tmp_path: Path, ticks: Ticks) -> None:
    path = tmp_path / "access.toml"
    rights(path, "8000")
    file = AccessFile(path, ticks)
    rights(path, "8001")
    assert seen(file) == ["8000"]
    ticks.now = 1.0
    assert seen(file) == ["8001"]
    assert (file.reloads, file.failed_reloads, file.problem) == (1, 0, "")


def emptied(path: Path) -> None:
    path.write_text("", "utf-8")


def replaced_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def replaced_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def replaced_by_endless_file(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def replaced_by_link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("gone"))


def replaced_by_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def writing(content: str) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content.encode("utf-8", "surrogateescape")) and None


@pytest.mark.parametrize(
    "break_it",
    [
        writing("[[rule]]\nuser = 1\n"),
        writing("\udcff"),
        writing("\udcff\udcfe[\0[\0"),
        writing("[[rule]]\nuser = 'a'\ngroups = " + "9" * 5000),
        writing("#" * 1_000_001),
        writing('[[rule]]\nuser = "a"\nuser = "b"\n'),
        Path.unlink,
        emptied,
        replaced_by_folder,
        replaced_by_pipe,
        replaced_by_endless_file,
        replaced_by_link_to_nothing,
        replaced_by_link_to_itself,
    ],
)
def test_a_broken_file_leaves_the_rules_as_they_were_and_says_so(
    tmp_path: Path,
    ticks: Ticks,
    caplog: pytest.LogCaptureFixture,
    break_it: Callable[[Path], None],
) -> None:
    path = tmp_path / "access.toml"
    rights(path, "8000")
    file = AccessFile(path, ticks)
    break_it(path)
    with caplog.at_level(logging.ERROR):
        for ticks.now in (1.0, 2.0, 3.0):  # the clock's
            assert seen(file) == ["8000"]
    assert len(caplog.records) == 1
    assert str(path) in file.problem
    assert (file.reloads, file.failed_reloads) == (0, 1)
    path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
    rights(path, "8001")
    ticks.now = 4.0
    assert seen(file) == ["8001"]
    assert (file.reloads, file.failed_reloads, file.problem) == (1, 1, "")


def test_without_a_file_that_can_be_read_nothing_starts(tmp_path: Path, ticks: Ticks) -> None:
    with pytest.raises(SettingsError, match=r"access\.toml cannot be read"):
        AccessFile(tmp_path / "access.toml", ticks)
