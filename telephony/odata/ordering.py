"""``$orderby`` and ``$select``: lists of fields, and the order of rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from telephony.odata.errors import QueryTextError, quote
from telephony.odata.fields import FIELDS, KEY, Field, Kind, find_field
from telephony.odata.limits import check_length

TextKey = Callable[[str], Any]

ALL: Final = "*"
_WORDS: Final = re.compile(r"\S+")
_DIRECTIONS: Final = {"asc": False, "desc": True}


@dataclass(frozen=True)
class Order:
    """A field to sort by: ascending, with nulls first, unless ``descending``."""

    field: Field
    descending: bool = False


def parse_orderby(text: str) -> tuple[Order, ...]:
    """Parse ``InboundAnsweredCount desc, Dn``. Raises QueryTextError, which has the place."""
    parsed = []
    for name, start, rest in _items(text, "A field's name"):
        descending = False
        if rest:
            word, at = rest[0]
            if word not in _DIRECTIONS:
                message = f"{quote(word)} is not a direction; use asc or desc."
                near = next((one for one in _DIRECTIONS if word.lower().startswith(one)), "")
                raise QueryTextError(message, at, at + len(word), near)
            descending = _DIRECTIONS[word]
        if len(rest) > 1:
            raise _unexpected(rest[1])
        parsed.append(Order(find_field(name, start), descending))
    return tuple(parsed)


def parse_select(text: str) -> tuple[Field, ...]:
    """Parse ``DisplayName,InboundAnsweredCount``; ``*`` means all fields.

    The key always comes first, selected or not, because it identifies the row. Raises
    QueryTextError, which has the place.
    """
    parsed = [FIELDS[KEY]]
    for name, start, rest in _items(text, "A field's name"):
        if rest:
            raise _unexpected(rest[0])
        parsed += FIELDS.values() if name == ALL else [find_field(name, start)]
    return tuple(dict.fromkeys(parsed))


def _items(text: str, wanted: str) -> Iterator[tuple[str, int, list[tuple[str, int]]]]:
    """For each item between commas: its first word and position, and the words after it."""
    check_length(text)
    at = 0
    for item in text.split(","):
        words = [(match[0], at + match.start()) for match in _WORDS.finditer(item)]
        if not words:
            raise QueryTextError(f"{wanted} is missing here.", at, at + len(item))
        yield *words[0], words[1:]
        at += len(item) + 1


def _unexpected(word: tuple[str, int]) -> QueryTextError:
    text, at = word
    return QueryTextError(
        f"{quote(text)} is not expected here. Is a comma missing?", at, at + len(text)
    )


def positions(
    frame: pd.DataFrame, orders: Sequence[Order], text_key: TextKey | None = None
) -> npt.NDArray[np.intp]:
    """The rows' positions in this order; equal rows keep their order, null is the lowest value.

    Texts are ordered by ``text_key``, or without one by their code points, as in OData.
    """
    if not orders:
        return np.arange(len(frame))
    ranks = [_ranks(frame[one.field.column], one, text_key) for one in orders]
    return np.lexsort(ranks[::-1])


def _ranks(series: pd.Series, order: Order, text_key: TextKey | None) -> npt.NDArray[np.int64]:
    """A number per row in the order of its value; -1 for null."""
    if order.field.kind is Kind.TEXT:
        keys = series if text_key is None else series.map(_places(series, text_key))
        ranks = pd.factorize(keys, sort=True)[0].astype(np.int64)
    else:
        null = series.isna().to_numpy()
        values = series.to_numpy(np.int64, na_value=0)
        ranks = np.where(null, -1, np.unique(values, return_inverse=True)[1])
    return -ranks if order.descending else ranks


def _places(texts: Iterable[str], text_key: TextKey) -> dict[str, int]:
    """The rank of each text; texts with equal keys share one."""
    keys = {text: text_key(text) for text in texts}
    places = {key: place for place, key in enumerate(sorted(set(keys.values())))}
    return {text: places[key] for text, key in keys.items()}
