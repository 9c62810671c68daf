"""What gets installed is what was chosen: pinned and hashed, with all that it brings along."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.markers import Environment, Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.processes import ROOT

FILES = ("requirements", "requirements-dev")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}


@dataclass(frozen=True)
class Pin:
    """One package of a compiled file; no marker means everywhere."""

    version: str
    marker: Marker | None
    hashes: tuple[str, ...]

    def holds(self, environment: Environment) -> bool:
        return self.marker is None or self.marker.evaluate(environment)


def chosen(name: str) -> list[Requirement]:
    """What a person has written into an .in file, and into those that it names."""
    found = []
    for line in (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found += chosen(line.removeprefix("-r ").removesuffix(".in"))
        elif line and not line.startswith("#"):
            found.append(Requirement(line))
    return found


@cache
def compiled(name: str) -> dict[str, Pin]:
    """The pins of a compiled file by normal name; each package stands in it once."""
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    pins: dict[str, Pin] = {}
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        said, *hashes = re.split(r"\s+--hash=", line.strip())
        requirement = Requirement(said)
        [pin] = requirement.specifier
        assert pin.operator == "=="
        assert canonicalize_name(requirement.name) not in pins, "two versions of one package"
        pins[canonicalize_name(requirement.name)] = Pin(
            pin.version, requirement.marker, tuple(hashes)
        )
    return pins


def environment(system: str, python: str) -> Environment:
    """Where a marker is asked, here or elsewhere."""
    elsewhere = {"python_version": python, "python_full_version": f"{python}.0"}
    return default_environment() | SYSTEMS[system] | elsewhere  # type: ignore[return-value]


@cache
def needs_of(package: str) -> list[Requirement]:
    """What it needs by its own word, somewhere. One that is not installed here says nothing."""
    try:
        return [Requirement(line) for line in requires(package) or []]
    except PackageNotFoundError:
        return []


def brought_along(requirement: Requirement, where: Environment) -> list[Requirement]:
    """What a package needs there."""
    extras = requirement.extras or {""}
    return [
        need
        for need in needs_of(requirement.name)
        if need.marker is None
        or any(need.marker.evaluate({**where, "extra": extra}) for extra in {"", *extras})
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_choice_is_pinned_and_compiled_as_it_was_chosen(name: str) -> None:
    pins = compiled(name)
    for requirement in chosen(name):
        assert (
            str(requirement.specifier) == f"=={pins[canonicalize_name(requirement.name)].version}"
        )


@pytest.mark.parametrize("name", FILES)
def test_every_package_has_hashes_and_no_file_says_where_it_comes_from(name: str) -> None:
    for package, pin in compiled(name).items():
        assert pin.hashes, package
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in pin.hashes), package
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*(-i|--(extra-)?index-url|--find-links|-f)\b", text, re.MULTILINE)


def test_developing_adds_to_what_runs_and_changes_nothing_of_it() -> None:
    runs, develops = map(compiled, FILES)
    assert {name: develops[name] for name in runs} == runs


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", FILES)
def test_all_that_is_brought_along_is_in_the_file(name: str, python: str, system: str) -> None:
    where, pins = environment(system, python), compiled(name)
    waiting, seen = chosen(name), set()
    while waiting:
        requirement = waiting.pop()
        if (said := str(requirement)) in seen:
            continue
        seen.add(said)
        pin = pins[canonicalize_name(requirement.name)]
        assert pin.holds(where), f"{requirement.name} is not for {system}, Python {python}"
        assert requirement.specifier.contains(pin.version, prereleases=True), requirement
        waiting += brought_along(requirement, where)
    assert len(seen) > len(chosen(name))
