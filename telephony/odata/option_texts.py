"""The eight options of a report as text: checked, converted for a request, or applied here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import pandas as pd

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count, count_of
from telephony.formatting.suggestions import LOOSE, nearest
from telephony.odata.errors import QueryTextError, quote
from telephony.odata.fields import FIELDS
from telephony.odata.filters import parse_filter
from telephony.odata.ordering import TextKey, parse_orderby, parse_select, positions
from telephony.odata.search import parse_search
from telephony.xapi.odata_options import ODataOptions

_NUMBER: Final = re.compile(r"\s*([0-9]{1,18})\s*")
_TRUTHS: Final = {"true": True, "false": False}


@dataclass(frozen=True)
class OptionTexts:
    """The options as text, as in a form or a link; empty means not given. Hashable."""

    top: str = ""
    skip: str = ""
    search: str = ""
    filter: str = ""
    count: str = ""
    select: str = ""
    orderby: str = ""
    expand: str = ""

    def given(self) -> tuple[str, ...]:
        """The names of the options that are not blank, in the order of the fields."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name).strip())


@dataclass(frozen=True)
class Finding:
    """An error in an option: a sentence about ``[start:end]`` of its text.

    ``suggestion`` is a replacement for that part; empty where there is none.
    """

    option: str
    message: str
    start: int
    end: int
    suggestion: str


@dataclass(frozen=True)
class AppliedOptions:
    """A frame with the options applied: the rows with the selected columns.

    ``count``: the number of matching rows, before top and skip. ``notes``: caveats, as sentences.
    """

    rows: pd.DataFrame
    count: int
    notes: tuple[str, ...]


def check_options(options: OptionTexts) -> tuple[Finding, ...]:
    """The errors, at most one per option; empty where all options can be applied."""
    found = []
    for name in options.given():
        try:
            _PARSERS[name](getattr(options, name))
        except QueryTextError as error:
            found.append(Finding(name, error.message, error.start, error.end, error.suggestion))
    return tuple(found)


def to_request_options(options: OptionTexts) -> ODataOptions:
    """The options for a request; only top, skip and count are checked. Raises QueryTextError."""
    given: dict[str, Any] = {}
    for name in options.given():
        text = getattr(options, name)
        if name in ("top", "skip", "count"):
            given[name] = _PARSERS[name](text)
        elif name in ("search", "filter"):
            given[name] = text
        else:
            given[name] = tuple(entry.strip() for entry in text.split(","))
    return ODataOptions(**given)


def apply_options(
    frame: pd.DataFrame, options: OptionTexts, text_key: TextKey | None = None
) -> AppliedOptions:
    """Apply the options to a frame, in the order of the standard. Raises QueryTextError.

    First filter and search, then order, count, skip and top, and selection. ``text_key`` orders
    texts, as in ``positions``.
    """
    parsed = {name: _PARSERS[name](getattr(options, name)) for name in options.given()}
    keep = np.ones(len(frame), dtype=bool)
    for name in ("filter", "search"):
        if name in parsed:
            keep &= parsed[name].mask(frame)
    notes = _unknown_values(frame, parsed["filter"].fields) if "filter" in parsed else ()
    places = np.flatnonzero(keep)
    if "orderby" in parsed:
        places = places[positions(frame.iloc[places], parsed["orderby"], text_key)]
    skip = parsed.get("skip", 0)
    page = frame.iloc[places[skip : skip + parsed["top"] if "top" in parsed else None]]
    if "select" in parsed:
        page = page[[field.column for field in parsed["select"]]]
    return AppliedOptions(page.reset_index(drop=True), len(places), notes)


def _unknown_values(frame: pd.DataFrame, names: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence for each field of the filter that has nulls."""
    missing = {name: int(frame[FIELDS[name].column].isna().sum()) for name in names}
    return tuple(
        LocaleText(_unknown_words, name, number, len(frame))
        for name, number in missing.items()
        if number
    )


def _unknown_words(name: str, unknown: int, rows: int, style: LocaleStyle) -> str:
    of_rows = f"{count(unknown, style)} of {count_of(rows, 'row', style)}"
    return f"{name} is unknown in {of_rows}; only comparisons with null match them."


def _parse_number(text: str) -> int:
    found = _NUMBER.fullmatch(text)
    if not found:
        message = f"{quote(text)} is not a whole number, 0 or greater."
        raise QueryTextError(message, 0, len(text))
    return int(found[1])


def _parse_truth(text: str) -> bool:
    word = text.strip()
    if word not in _TRUTHS:
        message = f"{quote(text)} is neither true nor false."
        raise QueryTextError(message, 0, len(text), nearest(word, _TRUTHS, LOOSE))
    return _TRUTHS[word]


def _refuse_expand(text: str) -> tuple[str, ...]:
    raise QueryTextError("The report has no related records to expand.", 0, len(text))


_PARSERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "top": _parse_number,
    "skip": _parse_number,
    "search": parse_search,
    "filter": parse_filter,
    "count": _parse_truth,
    "select": parse_select,
    "orderby": parse_orderby,
    "expand": _refuse_expand,
}
