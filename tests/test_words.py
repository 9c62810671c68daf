"""Texts for readers use the field's terms: a call is a telephone call, the PBX gets requests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.syntax_trees import syntax_in

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("pages", "components", "server", "telephony", "demo_pbx", "threecx_dashboard")
# Each with the term that stands for it.
OLD = {
    r"calls? (?:to|of) the PBX": "requests to the PBX",
    r"report calls?": "report requests",
    r"calls? at once": "concurrent requests",
    r"figures?": "metric, value, number; a figure is a plotly figure",
    r"picked out|let go of": "selected, cleared",
    r"mean talk": "average talk time",
    r"quiet extensions?": "idle extensions",
    r"could not be had|cannot be had": "could not be loaded, not available",
    r"the usual ones": "default columns",
    r"mend(?:s|ed)?|put right": "fix",
    r"added behind": "appended",
    r"question on top": "query details",
    r"on the clock of": "time zone",
    r"is asked|was asked|are asked|asked again": "is requested",
    r"nobody has told|not told|told by": "not reported",
    r"add(?:s|ed)? up": "sum",
    r"whoever": "the plain subject",
}
OLD_TERMS = re.compile("|".join(rf"\b(?:{term})\b" for term in OLD), re.IGNORECASE)
# States of rows in files, and what explains them: files keep their values.
STATES = ("no figures", "figure: complete.")
CODE = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))


def sentences(file: Path) -> Iterator[str]:
    """The texts of several words that are no docstrings, with ``{}`` for what is filled in."""
    nodes = list(ast.walk(syntax_in(file)))
    docstrings = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            filled = (
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
            if not is_code(text := "".join(filled)):
                yield text
        elif isinstance(node, ast.Constant) and id(node) not in docstrings:
            text = node.value
            if isinstance(text, str) and " " in text.strip() and not is_code(text):
                yield text


def is_code(text: str) -> bool:
    """SQL, which names tables and columns."""
    return bool(re.search(r"\b(?:SELECT|FROM|CREATE|INSERT|DELETE)\b", text))


@pytest.mark.parametrize("room", ROOMS)
def test_no_text_for_readers_uses_an_old_term(room: str) -> None:
    files = [file for file in CODE if file.is_relative_to(ROOT / room)]
    assert files
    found = [
        f"{file.relative_to(ROOT)}: {text.strip()}"
        for file in files
        for text in sentences(file)
        if OLD_TERMS.search(text) and not text.startswith(STATES)
    ]
    assert found == []


def test_what_is_looked_for_is_found() -> None:
    text = "The figures of 3 calls to the PBX"
    assert [match[0] for match in OLD_TERMS.finditer(text)] == ["figures", "calls to the PBX"]
