"""What the PBX did with each option: a verdict on each, and the rows to expect."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import pandas as pd

from telephony.explore.exploration import NO_OPTIONS
from telephony.odata.option_texts import OptionTexts, apply_options, check_options

INTERPRETED: Final = ("search", "filter", "select", "orderby", "expand")
"""Options whose text the PBX has to interpret, so that it may refuse it."""
ALL_ROWS: Final = "rows"
"""The ``option`` of a verdict on the rows: no single option explains it."""


class Outcome(StrEnum):
    """What the PBX did with an option; the value is the word on screen and in files."""

    VERIFIED = "verified"
    IGNORED = "ignored"
    MISMATCH = "mismatch"
    REFUSED = "refused"
    UNVERIFIED = "not verified"


FAILURES: Final = frozenset({Outcome.IGNORED, Outcome.MISMATCH, Outcome.REFUSED})


@dataclass(frozen=True)
class Verdict:
    """The outcome of one option (or of ``ALL_ROWS``), and a sentence about it; may be empty."""

    option: str
    outcome: Outcome
    words: str


@dataclass(frozen=True)
class Verification:
    """The verdicts, and the expected result: rows with the selected columns, count before paging.

    ``expected`` is None where the options cannot be evaluated here, so nothing was compared.
    """

    verdicts: tuple[Verdict, ...]
    expected: pd.DataFrame | None
    count: int | None
    notes: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing that was compared differs."""
        return not any(verdict.outcome in FAILURES for verdict in self.verdicts)


def single_options(options: OptionTexts) -> dict[str, OptionTexts]:
    """Each interpreted option alone, for one row: requests that show which one is refused.

    Empty for fewer than two: then the refused one is known.
    """
    given = [name for name in options.given() if name in INTERPRETED]
    if len(given) < 2:  # noqa: PLR2004  as the docstring says
        return {}
    return {name: replace(NO_OPTIONS, top="1", **{name: getattr(options, name)}) for name in given}


def explain_refusal(
    frame: pd.DataFrame, options: OptionTexts, refused: Collection[str], reason: str
) -> Verification:
    """The expected result where the PBX returned none.

    ``frame``: the unfiltered rows. ``refused``: the options that the PBX refuses by themselves.
    ``reason``: a sentence about the PBX's response.
    """
    given = [name for name in options.given() if name in INTERPRETED]
    causes = [name for name in given if name in refused] or given[:1] * (len(given) == 1)
    verdicts = [Verdict(name, Outcome.REFUSED, reason) for name in causes]
    if not causes:
        together = f"Each option works by itself, but not all of them together. {reason}"
        verdicts = [Verdict(ALL_ROWS, Outcome.REFUSED, together)]
    verdicts += [
        Verdict(name, Outcome.UNVERIFIED, "No rows were returned to verify it with.")
        for name in options.given()
        if name not in causes
    ]
    if check_options(options):
        return Verification(tuple(verdicts), None, None)
    expected = apply_options(frame, options)
    return Verification(tuple(verdicts), expected.rows, expected.count, expected.notes)
