"""A test of the way to a PBX, step by step: what each step found, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How a step ended; the value is the word for it."""

    PASSED = "Passed"
    WARNING = "Warning"
    FAILED = "Failed"
    NOT_NEEDED = "Not needed"
    NOT_TRIED = "Not tried"


@dataclass(frozen=True)
class Step:
    """One step: what was ``found``, in a sentence, and the ``advice`` where something is wrong.

    ``details`` are for the PBX's administrator: the failed request and its response. ``seconds``
    is None for a step that sent nothing. No text holds a secret.
    """

    title: str
    outcome: Outcome
    found: str
    advice: str = ""
    details: str = ""
    seconds: float | None = None


@dataclass(frozen=True)
class ConnectionTest:
    """The steps that have ended so far, of ``total``.

    ``origin`` is the PBX's address, ``proxy`` that of the proxy without its password, both empty
    while they are unknown. ``started`` is aware (UTC).
    """

    origin: str
    proxy: str
    started: datetime
    steps: tuple[Step, ...]
    total: int

    @property
    def finished(self) -> bool:
        """Whether every step has ended."""
        return len(self.steps) == self.total

    @property
    def failed_step(self) -> Step | None:
        """The first step that failed; None where none did."""
        return next((step for step in self.steps if step.outcome is Outcome.FAILED), None)

    @property
    def warnings(self) -> int:
        """How many steps passed with something to look at."""
        return sum(step.outcome is Outcome.WARNING for step in self.steps)
