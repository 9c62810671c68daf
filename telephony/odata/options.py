"""The eight options of a report as a user writes them: checked, sent, and done here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import pandas as pd

from telephony.formatting.suggestions import LOOSE, nearest
from telephony.odata.errors import QueryTextError, quote
from telephony.odata.fields import FIELDS
from telephony.odata.filters import parse_filter
from telephony.odata.ordering import TextKey, parse_orderby, parse_select, positions
from telephony.odata.search import parse_search
from telephony.xapi.options import ODataOptions

_WHOLE: Final = re.compile(r"\s*([0-9]{1,18})\s*")
_TRUTHS: Final = {"true": True, "false": False}


@dataclass(frozen=True)
class OptionTexts:
    """The options as text, as a form or a link holds them; empty means not given. Hashable."""

    top: str = ""
    skip: str = ""
    search: str = ""
    filter: str = ""
    count: str = ""
    select: str = ""
    orderby: str = ""
    expand: str = ""

    def given(self) -> tuple[str, ...]:
        """The names of those that hold more than blanks, in the PBX's order."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name).strip())


@dataclass(frozen=True)
class Finding:
    """What is wrong with an option: a sentence about ``[start:end]`` of its text.

    ``suggestion`` could stand there instead; empty when nothing comes to mind.
    """

    option: str
    message: str
    start: int
    end: int
    suggestion: str


@dataclass(frozen=True)
class AppliedOptions:
    """What the options make of a frame: the rows, with only the columns selected.

    ``count``: how many rows there are without top and skip. ``notes``: sentences about what the
    reader may not expect.
    """

    rows: pd.DataFrame
    count: int
    notes: tuple[str, ...]


def check_options(options: OptionTexts) -> tuple[Finding, ...]:
    """What is wrong, at most one finding per option; empty when the options can be meant."""
    found = []
    for name in options.given():
        try:
            _READERS[name](getattr(options, name))
        except QueryTextError as error:
            found.append(Finding(name, error.message, error.start, error.end, error.suggestion))
    return tuple(found)


def to_request_options(options: OptionTexts) -> ODataOptions:
    """The same for the client, unchecked but for top, skip and count. Raises QueryTextError."""
    given: dict[str, Any] = {}
    for name in options.given():
        text = getattr(options, name)
        if name in ("top", "skip", "count"):
            given[name] = _READERS[name](text)
        elif name in ("search", "filter"):
            given[name] = text
        else:
            given[name] = tuple(entry.strip() for entry in text.split(","))
    return ODataOptions(**given)


def apply_options(
    frame: pd.DataFrame, options: OptionTexts, text_key: TextKey | None = None
) -> AppliedOptions:
    """Do here what the PBX is asked to do, in the standard's order. Raises QueryTextError.

    Filter and search, then the order, then the count, then skip and top, then the selection.
    ``text_key`` orders texts, as in ``positions``.
    """
    read = {name: _READERS[name](getattr(options, name)) for name in options.given()}
    keep = np.ones(len(frame), dtype=bool)
    for name in ("filter", "search"):
        if name in read:
            keep &= read[name].mask(frame)
    notes = _unknown(frame, read["filter"].fields) if "filter" in read else ()
    rows = frame[keep]
    rows = rows.iloc[positions(rows, read.get("orderby", ()), text_key)]
    skip = read.get("skip", 0)
    page = rows.iloc[skip : skip + read["top"] if "top" in read else None]
    if "select" in read:
        page = page[[field.column for field in read["select"]]]
    return AppliedOptions(page.reset_index(drop=True), len(rows), notes)


def _unknown(frame: pd.DataFrame, names: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence for each field of the filter that is not known everywhere."""
    missing = {name: int(frame[FIELDS[name].column].isna().sum()) for name in names}
    return tuple(
        f"{name} is unknown in {count:,} of {len(frame):,} rows, which no comparison but "
        f"with null chooses."
        for name, count in missing.items()
        if count
    )


def _whole(text: str) -> int:
    found = _WHOLE.fullmatch(text)
    if not found:
        message = f"{quote(text)} is not a whole number from 0 on."
        raise QueryTextError(message, 0, len(text))
    return int(found[1])


def _truth(text: str) -> bool:
    word = text.strip()
    if word not in _TRUTHS:
        message = f"{quote(text)} is neither true nor false."
        raise QueryTextError(message, 0, len(text), nearest(word, _TRUTHS, LOOSE))
    return _TRUTHS[word]


def _related(text: str) -> tuple[str, ...]:
    raise QueryTextError("The report has no related records to expand.", 0, len(text))


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "top": _whole,
    "skip": _whole,
    "search": parse_search,
    "filter": parse_filter,
    "count": _truth,
    "select": parse_select,
    "orderby": parse_orderby,
    "expand": _related,
}
