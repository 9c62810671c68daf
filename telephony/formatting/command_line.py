"""The output of a command: results to standard output, failures to standard error."""

from __future__ import annotations

import sys


def print_line(text: str) -> None:
    """Print a line of the result at once: a command may run for hours with its output in a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def print_failure(text: str) -> int:
    """Print why the command failed. Returns its exit code."""
    sys.stderr.write(f"{text}\n")
    return 1
