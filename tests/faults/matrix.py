"""The matrix of faults: what ``matrix.toml`` says, and the page that a run makes of it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final, Literal

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "faults.md"
MIXES: Final = int(os.environ.get("FAULT_MIXES", "12"))
MIX_TEST: Final = (
    "tests/faults/test_mixes.py::test_whatever_goes_wrong_no_number_is_wrong_without_a_word"
)
_HEAD: Final = (
    "| # | Fault | What the reader sees | What must hold | Tests | Result |\n"
    "| ---: | --- | --- | --- | --- | --- |\n"
)

Outcome = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True)
class Fault:
    """One row. ``tests`` are node ids without parameters; ``gap`` is what none of them proves."""

    area: str
    number: int
    fault: str
    seen: str
    holds: str
    tests: tuple[str, ...]
    gap: str = ""

    def row(self, result: str) -> str:
        """Its line of the page."""
        tests = "<br>".join(_link(test) for test in self.tests)
        cells = (str(self.number), self.fault, self.seen, self.holds, tests, result)
        return f"| {' | '.join(cells)} |\n"


class Outcomes:
    """A pytest plugin that keeps the outcome of every test, over all its parameters."""

    def __init__(self) -> None:
        self._found: dict[str, dict[Outcome, str]] = {}

    def pytest_runtest_logreport(self, report) -> None:
        if report.when == "call" or report.outcome != "passed":
            test = report.nodeid.partition("[")[0]
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
            self._found.setdefault(test, {})[report.outcome] = reason.removeprefix("Skipped: ")

    def of(self, tests: Sequence[str]) -> str:
        """The result of these tests together, in words."""
        found = [self._found.get(test, {}) for test in tests]
        wrong = [
            f"{_words(test)}: {'failed' if outcomes else 'not run'}"
            for test, outcomes in zip(tests, found, strict=True)
            if "failed" in outcomes or not outcomes
        ]
        if wrong:
            return f"**{'; '.join(wrong)}**"
        reasons = {one["skipped"]: None for one in found if "skipped" in one}
        skipped = [f"skipped: {reason}" for reason in reasons]
        passed = ["passed"] if any("passed" in one for one in found) else []
        return "; ".join([*passed, *skipped])


def faults() -> Iterator[Fault]:
    """All rows, in the order of their numbers."""
    text = (Path(__file__).parent / "matrix.toml").read_text(encoding="utf-8")
    for area in tomllib.loads(text)["area"]:
        for row in area["fault"]:
            yield Fault(area["name"], **(row | {"tests": tuple(row["tests"])}))


def page(rows: Sequence[Fault], intro: str, result: Callable[[Fault], str]) -> str:
    """The page, with a table for each area."""
    tables = [
        f"\n## {area}\n\n{_HEAD}{''.join(row.row(result(row)) for row in part)}"
        for area, part in groupby(rows, attrgetter("area"))
    ]
    return f"# Faults\n\n{intro}\n{''.join(tables)}"


def result_in_words(row: Fault, outcomes: Outcomes) -> str:
    """What the run found, and what no test proves."""
    return outcomes.of(row.tests) + (f"; not covered: {row.gap}" if row.gap else "")


def introduction(outcomes: Outcomes, facts: Mapping[str, str]) -> str:
    """What was run, when and where."""
    where = ", ".join(f"{name} {value}" for name, value in facts.items())
    return (
        "What goes wrong, what a reader sees then, what must hold, and the tests that prove it. "
        "Written by `make faults`, which runs these tests; the rows are kept in "
        "[matrix.toml](../tests/faults/matrix.toml).\n\n"
        f"{where}. {MIXES:,} random mixes of faults against an oracle that knows the true "
        f"numbers: {outcomes.of([MIX_TEST])}."
    )


def _words(test: str) -> str:
    return test.rpartition("::test_")[2].replace("_", " ")


def _link(test: str) -> str:
    return f"[{_words(test)}](../{test.partition('::')[0]})"
