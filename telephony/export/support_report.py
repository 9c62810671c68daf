"""A connection test as plain text, to send to whoever helps. No secret is in it."""

from __future__ import annotations

import platform
from collections.abc import Mapping

from telephony.answers.connection_test import ConnectionTest, Step
from telephony.formatting.numbers import count_of, elapsed_words


def support_report(test: ConnectionTest, facts: Mapping[str, str]) -> str:
    """The steps with their times, below ``facts`` on the program that made the test.

    Python and the operating system are added. Each fact and step begins a line of its own.
    """
    about = {
        **facts,
        "Python": platform.python_version(),
        "Operating system": platform.platform(),
        "PBX": test.origin or "not known",
        "Proxy": test.proxy or "none",
        "Tested": f"{test.started:%Y-%m-%d %H:%M:%S} UTC",
    }
    lines = [f"{name}: {' '.join(value.split())}" for name, value in about.items()]
    lines.append("")
    for number, step in enumerate(test.steps, 1):
        lines += _step_lines(number, step)
    if not test.finished:
        left = count_of(test.total - len(test.steps), "step")
        lines.append(f"The test has not ended: {left} left.")
    return "\n".join(lines) + "\n"


def _step_lines(number: int, step: Step) -> list[str]:
    took = "" if step.seconds is None else f" ({elapsed_words(step.seconds)})"
    more = (f"   {' '.join(text.split())}" for text in (step.advice, step.details) if text)
    return [f"{number}. {step.title}: {step.outcome}{took}. {' '.join(step.found.split())}", *more]
