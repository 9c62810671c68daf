"""The documents as tests read them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "demo_pbx" / "README.md")
)
FAULTS = ROOT / "docs" / "faults.md"


def text(name: str) -> str:
    """The document of this path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def prose(document: Path) -> str:
    """A document without its examples: fenced code, and the lines that name a file to be made."""
    body = document.read_text(encoding="utf-8")
    return re.sub(r"^```.*?^```$|^New file .*$", "", body, flags=re.MULTILINE | re.DOTALL)


def section(name: str, heading: str) -> str:
    """What stands below a heading of a document, up to the next one of its level or above."""
    level = len(heading.split(" ", maxsplit=1)[0])
    _, found, rest = text(name).partition(f"\n{heading}\n")
    assert found, f"{name} has no {heading}"
    return re.split(rf"^#{{1,{level}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def first_cells(table: str) -> list[str]:
    """All that stands in backticks in the first column of a page's tables."""
    rows = (line for line in table.splitlines() if line.startswith("| `"))
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


def anchors(document: Path) -> set[str]:
    """The anchors of its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


def commands(document: Path) -> list[str]:
    """The indented lines, which are commands, settings or queries."""
    lines = document.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.startswith("    ")]
