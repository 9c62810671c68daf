"""The examples of CONTRIBUTING.md, and what becomes of a project in which they are followed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.documents.pages import ROOT, text

_PLACE = r"(?P<where>after|before) (?P<ticks>`+)(?P<line>.+?)(?P=ticks)"
_HEAD = rf"(?:New file `(?P<new>\S+)`|(?:`(?P<path>\S+)`|The same file), {_PLACE}):"
_EXAMPLE = re.compile(rf"^{_HEAD}\n\n```\w*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """Lines for a file: a new one where ``where`` is empty, else after or before ``line``.

    ``line`` is the beginning of a line of the file, without its indentation.
    """

    path: str
    text: str
    where: str = ""
    line: str = ""

    def applied(self, before: str) -> str:
        """A file with these lines. Raises ValueError where their place is not exactly one line."""
        lines = before.splitlines(keepends=True)
        [at] = [at for at, line in enumerate(lines) if line.lstrip().startswith(self.line)]
        lines.insert(at + (self.where == "after"), self.text)
        return "".join(lines)

    def follow(self, root: Path) -> None:
        """Make or change the file below ``root``. Raises ValueError like ``applied``."""
        file = root / self.path
        if self.where:
            file.write_text(self.applied(file.read_text(encoding="utf-8")), encoding="utf-8")
            return
        file.parent.mkdir(exist_ok=True)
        with file.open("x", encoding="utf-8") as new:
            new.write(self.text)


def recipes() -> dict[str, list[Example]]:
    """The examples of each recipe by its heading, in order."""
    _, _, body = text("CONTRIBUTING.md").partition("\n## How to add …\n")
    _, *parts = re.split(r"^### (.+)\n", body, flags=re.MULTILINE)
    return {name: list(_examples(part)) for name, part in zip(parts[::2], parts[1::2], strict=True)}


def copy_with_examples(root: Path) -> None:
    """Make ``root`` a copy of the project in which every example is followed."""
    unwanted = (".git", ".venv", ".env", "data", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*unwanted))
    for examples in recipes().values():
        for example in examples:
            example.follow(root)


def _examples(recipe: str) -> Iterator[Example]:
    found = list(_EXAMPLE.finditer(recipe))
    assert len(found) == recipe.count("\n```") / 2, "an example does not say where it goes"
    path = ""
    for one in found:
        path = one["new"] or one["path"] or path
        yield Example(path, one["text"], one["where"] or "", (one["line"] or "").strip())
