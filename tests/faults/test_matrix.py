"""The matrix of faults names tests that exist, and the page is made of it."""

from __future__ import annotations

import ast
from types import SimpleNamespace

import pytest

from tests.faults.matrix import MIX_TEST, PAGE, ROOT, Outcomes, faults, page
from tests.support.syntax_trees import syntax_in

ROWS = list(faults())
RUN = "tests/a.py::test_it_holds"


def written(name: str) -> set[str]:
    """The node ids of a file's tests."""
    tree = syntax_in(ROOT / name)
    return {f"{name}::{one.name}" for one in tree.body if isinstance(one, ast.FunctionDef)}


def report(when: str, outcome: str, longrepr: object = None) -> SimpleNamespace:
    return SimpleNamespace(when=when, outcome=outcome, longrepr=longrepr, nodeid=f"{RUN}[one]")


def test_all_58_rows_are_there_and_say_what_must_hold() -> None:
    assert [row.number for row in ROWS] == list(range(1, 59))
    assert [row.number for row in ROWS if not (row.fault and row.seen and row.holds)] == []
    assert [row.number for row in ROWS if not row.tests] == []


def test_every_test_that_a_row_names_exists_and_is_named_once() -> None:
    named = {test for row in ROWS for test in row.tests} | {MIX_TEST}
    files = {test.partition("::")[0] for test in named}
    assert named - {test for file in files for test in written(file)} == set()
    assert [row.number for row in ROWS if len(set(row.tests)) < len(row.tests)] == []


def test_the_page_has_exactly_these_rows() -> None:
    def without_result(text: str) -> list[str]:
        rows = [line.rpartition(" | ")[0] for line in text.splitlines() if line.startswith("| ")]
        return rows + [line for line in text.splitlines() if line.startswith("#")]

    shown = PAGE.read_text(encoding="utf-8")
    assert without_result(shown) == without_result(page(ROWS, "", lambda _: "passed"))


@pytest.mark.parametrize(
    ("reports", "result"),
    [
        ([], "**it holds: not run**"),
        ([report("setup", "passed"), report("call", "passed")], "passed"),
        ([report("call", "passed"), report("call", "failed")], "**it holds: failed**"),
        ([report("call", "passed"), report("teardown", "failed")], "**it holds: failed**"),
        ([report("setup", "failed")], "**it holds: failed**"),
        (
            [
                report("setup", "skipped", ("a.py", 1, "Skipped: no nginx")),
                report("call", "passed"),
            ],
            "passed; skipped: no nginx",
        ),
        ([report("call", "skipped", ("a.py", 1, "Skipped: no nginx"))], "skipped: no nginx"),
    ],
)
def test_a_result_is_that_of_all_runs_of_a_test(reports: list, result: str) -> None:
    outcomes = Outcomes()
    for one in reports:
        outcomes.pytest_runtest_logreport(one)
    assert outcomes.of([RUN]) == result
