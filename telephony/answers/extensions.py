"""Each extension's values over one period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from telephony.answers.base import Answer
from telephony.frames.former_names import FormerNames
from telephony.xapi.errors import XapiError

NO_EXTENSIONS: Final = "The PBX lists no extension with calls here in this range."
"""What there is to say of an answer without rows."""


@dataclass(frozen=True, kw_only=True)
class ExtensionsAnswer(Answer):
    """The values of all groups of the question, one row per extension.

    ``frame`` has the columns of ``telephony.frames.columns``. ``missing``: the groups without any
    values, and why; the frame lacks them. ``origins``: where values come from that are not a
    response of the PBX, a sentence each. ``former_names`` is filled for sums of stored days only:
    the PBX itself reports today's names. Equal ``version``: equal values.
    """

    frame: pd.DataFrame
    version: tuple[int, ...]
    missing: Mapping[str, XapiError] = field(default_factory=dict)
    origins: tuple[str, ...] = ()
    former_names: FormerNames = ()

    @property
    def lacks_parts(self) -> bool:
        """Whether a group has no values."""
        return bool(self.missing)
