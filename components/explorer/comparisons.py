"""How a result compares with the unfiltered rows, kept for whoever sends the same query next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from components.shared.memo import memoized
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.raw import RawRows
from telephony.explore.verdicts import Verification
from telephony.explore.verification import verify_rows
from telephony.odata.options import OptionTexts

# Of all comparisons kept, each counted by the rows it was made from: about 20 MB.
MOST_ROWS: Final = 100_000
# What a comparison of few rows counts as, so that their number is bounded as well.
_FEWEST_ROWS: Final = 1_000


@dataclass(frozen=True)
class _Results:
    """The unfiltered result and the one to compare with it."""

    everything: ExtensionsAnswer
    received: RawRows

    @property
    def version(self) -> tuple[object, ...]:
        return self.everything.version, self.received.as_of, self.received.requests


def compared(everything: ExtensionsAnswer, options: OptionTexts, received: RawRows) -> Verification:
    """Which of ``options`` the rows ``received`` follow, by all rows in ``everything``."""
    return _compared(_Results(everything, received), options)


def _rows(results: _Results) -> int:
    return max(_FEWEST_ROWS, len(results.everything.frame))


@memoized(MOST_ROWS, _rows)
def _compared(results: _Results, options: OptionTexts) -> Verification:
    return verify_rows(results.everything.frame, options, results.received)
