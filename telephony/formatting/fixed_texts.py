"""Percentages in texts that are written in the code: these are as in ``ENGLISH``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import as_percent

_PERCENTAGE: Final = re.compile(r"(\d+)(?:\.(\d+))? %")
_TEXTS: Final = 256


@lru_cache(maxsize=_TEXTS)  # the same labels at every run
def localise_percents(text: str, style: LocaleStyle) -> str:
    """``text`` with its percentages, such as ``99.8 %``, in the reader's form."""

    def write(found: re.Match[str]) -> str:
        return as_percent(style.decimal.join(part for part in found.groups() if part), style)

    return _PERCENTAGE.sub(write, text)
