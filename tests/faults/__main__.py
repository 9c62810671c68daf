"""Runs the random mixes and every test of the matrix, and writes docs/faults.md: ``make faults``.

Arguments go to pytest; ``FAULT_MIXES`` says how many mixes there are.
"""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime

import pytest

from tests.faults.matrix import (
    MIX_TEST,
    PAGE,
    Outcomes,
    faults,
    introduction,
    page,
    result_in_words,
)


def main() -> int:
    """pytest's exit code; a run that was interrupted leaves the page as it is."""
    rows, outcomes = list(faults()), Outcomes()
    # The mixes come last, where the workers can share them out.
    tests = dict.fromkeys([*(test for row in rows for test in row.tests), MIX_TEST])
    code = pytest.main([*sys.argv[1:], *tests], plugins=[outcomes])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        return int(code)
    facts = {
        "Run of": f"{datetime.now(UTC):%-d %B %Y}",
        "Python": platform.python_version(),
        platform.system(): f"on {platform.machine()} with {os.cpu_count()} cores",
    }
    text = page(rows, introduction(outcomes, facts), lambda row: result_in_words(row, outcomes))
    PAGE.write_text(text, encoding="utf-8")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
