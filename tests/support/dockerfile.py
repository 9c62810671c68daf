"""The Dockerfile as what it does: its instructions, and the folder that its last stage makes."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from tests.support.processes import ROOT

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
# An image by the digest of its contents: a registry cannot replace it.
PINNED = re.compile(r"[a-z]+(?::\d+(?:\.\d+)+[\w.-]*)?@sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Instruction:
    """One instruction without its comments, on one line."""

    name: str
    arguments: str

    def words(self) -> list[str]:
        """The arguments of the form with brackets."""
        return [str(word) for word in json.loads(self.arguments)]


def instructions() -> list[Instruction]:
    """All of them, in order."""
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [Instruction(*re.split(r"\s+", line, maxsplit=1)) for line in lines]


def last_stage() -> list[Instruction]:
    """What makes the image itself."""
    found = instructions()
    begun = max(place for place, one in enumerate(found) if one.name == "FROM")
    return found[begun:]


def copied() -> list[tuple[str, str]]:
    """What the image takes from the project: source and target."""
    lines = (one.arguments for one in last_stage() if one.name == "COPY")
    pairs = (line.split() for line in lines if not line.startswith("--from"))
    return [(source, target) for source, target in pairs]


def make_folder(folder: Path) -> None:
    """Fill ``folder`` as the image's folder is, by what the Dockerfile copies and nothing else.

    The image compiles it; here it comes with what has been compiled before. Raises ValueError for
    what the list of ignored files keeps away from the build.
    """
    for source, target in copied():
        if not sent_to_the_build(source):
            raise ValueError(f"{source} is not sent to the build")
        place = folder / target / (Path(source).name if target.endswith("/") else "")
        place.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place)
        else:
            shutil.copy(ROOT / source, place)


def sent_to_the_build(path: str) -> bool:
    """Whether the list of ignored files lets a path of the project through: the last line wins."""
    ignored = DOCKERFILE.with_name("Dockerfile.dockerignore").read_text(encoding="utf-8")
    sent = True
    for line in ignored.splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        parts = [path, *map(str, Path(path).parents), *Path(path).parts]
        if line and not line.startswith("#") and any(fnmatch(part, pattern) for part in parts):
            sent = line.startswith("!")
    return sent


def environment() -> dict[str, str]:
    """What ENV sets in the image, except the path."""
    pairs = (one.arguments.split() for one in last_stage() if one.name == "ENV")
    values = dict(pair.split("=", 1) for line in pairs for pair in line)
    return {name: value for name, value in values.items() if name != "PATH"}


def only(name: str) -> Instruction:
    """The one instruction of this name in the image."""
    [found] = (one for one in last_stage() if one.name == name)
    return found
