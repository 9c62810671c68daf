"""Rows of the report -> one typed frame (columns: ``telephony.frames.columns``).

Grain: one row per extension, key `extension`. There are no times in it, but in a history, which
has one row per bucket and extension. Bad data is dropped or made unknown, and counted, where it
comes in (``extension_frame``); further inside (``check``) it is an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.arrays import IntegerArray

from telephony.formatting import text
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count_of
from telephony.formatting.units import Unit
from telephony.frames.columns import (
    BUCKET_COLUMNS,
    BUCKET_DTYPE,
    COLUMNS,
    COUNTS,
    TALKS,
    BrokenFrameError,
    Column,
    integers,
)
from telephony.frames.durations import parse_durations_us
from telephony.frames.field_names import misnamed
from telephony.frames.quality import Quality

_SOURCES: Final = {column.name: column.source for column in COLUMNS if column.source}
_VALUES: Final = COLUMNS[3:]
_TYPES: Final = tuple((column.name, column.dtype) for column in COLUMNS)
# By its name, pandas would look among all its types for each column.
_TEXT: Final = pd.StringDtype(na_value=np.nan)
# No parser of values accepts it.
_UNREADABLE: Final = False
_LARGER: Final = "The larger ones are shown."


@dataclass(frozen=True)
class ExtensionFrame:
    """A checked frame, and what was wrong with the response that it was made of."""

    frame: pd.DataFrame
    quality: Quality


def extension_frame(rows: Sequence[Mapping[str, Any]], group: str) -> ExtensionFrame:
    """The rows of one report about the group of this number as a checked frame.

    A field that is left out or null is 0, a sentiment unknown. Unreadable values, and those that
    came under another name, are NA and counted. A row without an extension number is dropped and
    counted. An extension that comes twice is taken once, with the larger values. Unknown fields are
    ignored. No rows: an empty frame with all columns.
    """
    numbered = [(row, _number(row)) for row in rows if isinstance(row, Mapping)]
    usable = [row for row, number in numbered if number]
    names = [_name(row) for row in usable]
    quality = Quality(
        dropped_rows=len(rows) - len(usable), cleaned_names=sum(changed for _, changed in names)
    )
    columns, read = read_values(usable, _VALUES, _SOURCES.values())
    texts = {
        "extension": [number for _, number in numbered if number],
        "display_name": [name for name, _ in names],
        "groups": [text.clean(group)] * len(usable),
    }
    arrays = {name: pd.array(found, dtype=_TEXT) for name, found in texts.items()} | columns
    frame = pd.DataFrame(arrays, copy=False)  # nobody else has the arrays
    quality = quality.merge(read)
    if len(set(texts["extension"])) == len(usable):
        _check_columns(arrays)
        return ExtensionFrame(frame, quality)
    frame, differing = _each_once(frame)
    if differing:
        note = LocaleText(_of_extensions, differing, "came twice with different values.")
        quality = quality.merge(Quality(notes=(note,)))
    check(frame)
    return ExtensionFrame(frame, quality)


def merge_groups(parts: Sequence[ExtensionFrame]) -> ExtensionFrame:
    """The frames of several groups as one in which each extension comes once, per bucket if any.

    The PBX reports the same values of an extension for each of its groups, so they are not summed.
    Requested a moment apart they may differ: the larger ones are taken, and a note says so.
    No parts: an empty frame.
    """
    if not parts:
        return extension_frame((), "")
    quality = parts[0].quality
    for part in parts[1:]:
        quality = quality.merge(part.quality)
    if len(parts) == 1:
        return ExtensionFrame(parts[0].frame, quality)
    frame, differing = _each_once(pd.concat([part.frame for part in parts], ignore_index=True))
    if differing:
        had = "had other values in another group, requested a moment apart."
        quality = quality.merge(Quality(remarks=(LocaleText(_of_extensions, differing, had),)))
    check(frame)
    return ExtensionFrame(frame, quality)


def check(frame: pd.DataFrame) -> None:
    """Raise BrokenFrameError unless columns and types are these, with a key and no negatives."""
    arrays = {str(name): column.array for name, column in frame.items()}
    _check_columns(arrays)
    extensions, names, groups = (arrays[column.name] for column in COLUMNS[:3])
    starts = arrays.get(BUCKET_COLUMNS[0])
    keys = extensions if starts is None else pd.Index(_key_codes(extensions, starts))
    repeated = len(keys.unique()) < len(keys)
    if extensions.isna().any() or "" in extensions or repeated:
        raise BrokenFrameError("extension is not a key: missing, blank or repeated")
    if names.isna().any() or groups.isna().any():
        raise BrokenFrameError("a display name or group is missing instead of empty")


def _check_columns(arrays: Mapping[str, ExtensionArray]) -> None:
    """What is said of a frame without its key, of its plain arrays.

    pandas takes longer to make the columns around them.
    """
    expected = _TYPES
    if BUCKET_COLUMNS[0] in arrays:
        expected = tuple((name, BUCKET_DTYPE) for name in BUCKET_COLUMNS) + expected
    found = tuple((name, str(array.dtype)) for name, array in arrays.items())
    if found != expected:
        raise BrokenFrameError(f"columns {found} instead of {expected}")
    for name in COUNTS + TALKS:
        if (arrays[name].to_numpy(np.int64, na_value=0) < 0).any():
            raise BrokenFrameError(f"{name} is negative")


def _number(row: Mapping[str, Any]) -> str:
    """The number, as long as a link may name it and every store hold it; else empty."""
    number = row.get(_SOURCES["extension"])
    number = text.clean(number) if isinstance(number, str) else ""
    return number if len(number) <= text.NUMBER_LIMIT else ""


def _name(row: Mapping[str, Any]) -> tuple[str, bool]:
    """The name, and whether something other than spaces at its ends had to go.

    It is cut to what every store can hold, so that no name keeps a day from being stored.
    """
    name = row.get(_SOURCES["display_name"])
    if not isinstance(name, str):
        return "", name is not None
    cleaned = text.shorten(text.clean(name), text.LONGEST_NAME)
    return cleaned, cleaned != name.strip()


def read_values(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], known: Collection[str]
) -> tuple[dict[str, IntegerArray], Quality]:
    """Those columns of the rows, by their names, and how many values could not be read.

    ``known`` are the names of all fields that such rows have.
    """
    values = {column.source: [row.get(column.source or "") for row in rows] for column in columns}
    counted = [
        column.source for column in columns if column.source and column.unit is not Unit.SCORE
    ]
    strange = misnamed(rows, counted, known)
    for one in strange:
        for place in one.rows:
            values[one.expected][place] = _UNREADABLE
    found: dict[str, IntegerArray] = {}
    unreadable = Counter[Unit | None]()
    for column in columns:
        if column.unit is Unit.TALK:
            found[column.name], bad = parse_durations_us(values[column.source])
        else:
            signed = column.unit is Unit.SCORE
            found[column.name], bad = integers(values[column.source], signed=signed)
        unreadable[column.unit] += bad
    notes = tuple(dict.fromkeys(one.words for one in strange))
    return found, Quality(
        unreadable_durations=unreadable[Unit.TALK],
        unreadable_counts=unreadable[Unit.CALLS],
        unreadable_sentiments=unreadable[Unit.SCORE],
        notes=notes,
    )


def _of_extensions(number: int, what: str, style: LocaleStyle) -> str:
    return f"{count_of(number, 'extension', style)} {what} {_LARGER}"


def _each_once(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Each key once, in order of first appearance, and how many had different values."""
    starts = frame[BUCKET_COLUMNS[0]].array if BUCKET_COLUMNS[0] in frame else None
    codes = _key_codes(frame["extension"].array, starts)
    if pd.Index(codes).is_unique:
        return frame, 0
    codes = pd.factorize(codes)[0]
    values = np.column_stack([_plain(frame, name) for name in (*COUNTS, *TALKS, "sentiment")])
    parts = np.split(values, (len(COUNTS), len(COUNTS) + len(TALKS)), axis=1)
    calls, talk = (np.where(part < 0, 0.0, part).sum(axis=1) for part in parts[:2])
    nameless = (frame["display_name"] == "").to_numpy()
    largest_first = np.lexsort((nameless, -talk, -calls, codes))
    _, firsts = np.unique(codes[largest_first], return_index=True)
    usable = largest_first[firsts]
    differing = len(np.unique(codes[(values != values[usable][codes]).any(axis=1)]))
    groups: list[dict[str, None]] = [{} for _ in firsts]
    for code, number in zip(codes, frame["groups"], strict=True):
        groups[code].update(dict.fromkeys(number.split(", ")))
    once = frame.iloc[usable].reset_index(drop=True)
    once["groups"] = pd.array([", ".join(numbers) for numbers in groups], dtype="str")
    return once, differing


def _key_codes(extensions: ExtensionArray, starts: ExtensionArray | None) -> npt.NDArray[np.int64]:
    """A number for each key: the extension, with its bucket where there are buckets."""
    codes: npt.NDArray[np.int64]
    codes, different = extensions.factorize()
    if starts is not None:
        codes += starts.factorize()[0] * len(different)
    return codes


def _plain(frame: pd.DataFrame, name: str) -> npt.NDArray[np.int64]:
    """A column's values, with the lowest number there is for unknown ones."""
    values: npt.NDArray[np.int64] = frame[name].array.to_numpy(np.int64, na_value=-(2**63))
    return values
