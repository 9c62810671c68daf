"""What became of the options of a question: a verdict on each, and the right answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import pandas as pd

from telephony.explore.exploration import NO_OPTIONS
from telephony.odata.options import OptionTexts, apply_options, check_options

SHAPING: Final = ("search", "filter", "select", "orderby", "expand")
"""Options with text that the PBX has to make sense of."""


class Outcome(StrEnum):
    """What became of an option; the value is the reader's word."""

    RIGHT = "obeyed"
    IGNORED = "ignored"
    WRONG = "got wrong"
    REFUSED = "refused"
    UNKNOWN = "not checked"


FAILURES: Final = frozenset({Outcome.IGNORED, Outcome.WRONG, Outcome.REFUSED})


@dataclass(frozen=True)
class Verdict:
    """What the PBX made of one option (or of ``rows``: what no single one explains), in words."""

    option: str
    outcome: Outcome
    words: str


@dataclass(frozen=True)
class Verification:
    """The verdicts, and the right answer: rows with the selected columns, count without paging.

    ``right`` is None where the options cannot be evaluated here, so nothing was compared.
    """

    verdicts: tuple[Verdict, ...]
    right: pd.DataFrame | None
    count: int | None
    notes: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing that was compared is wrong."""
        return not any(verdict.outcome in FAILURES for verdict in self.verdicts)


def single_options(options: OptionTexts) -> dict[str, OptionTexts]:
    """Each shaping option by itself with one row: what to ask to learn which one is refused.

    Empty where there is only one to suspect.
    """
    given = [name for name in options.given() if name in SHAPING]
    if len(given) < 2:  # noqa: PLR2004  one suspect
        return {}
    return {name: replace(NO_OPTIONS, top="1", **{name: getattr(options, name)}) for name in given}


def explain_refusal(
    frame: pd.DataFrame, options: OptionTexts, refused: Collection[str], said: str
) -> Verification:
    """The right answer where the PBX gave none. ``refused``: those that it refused by themselves.

    ``frame`` holds the unfiltered rows, ``said`` is a sentence about what the PBX answered.
    """
    given = [name for name in options.given() if name in SHAPING]
    culprits = [name for name in given if name in refused] or given[:1] * (len(given) == 1)
    verdicts = [Verdict(name, Outcome.REFUSED, said) for name in culprits]
    if not culprits:
        together = f"Each option works by itself, all of them together do not. {said}"
        verdicts = [Verdict("rows", Outcome.REFUSED, together)]
    others = [name for name in options.given() if name not in culprits]
    verdicts += [Verdict(name, Outcome.UNKNOWN, "No rows came to check it by.") for name in others]
    if check_options(options):
        return Verification(tuple(verdicts), None, None)
    right = apply_options(frame, options)
    return Verification(tuple(verdicts), right.rows, right.count, right.notes)
