"""How a reader's locale writes numbers, percentages, dates and lists.

The words stay English; their form is that of the reader's region. A reader in Germany finds
``1.234,5``, ``61,7 %`` and ``23.11.2026``, one in the United States ``1,234.5``, ``61.7%`` and
``11/23/2026``; months are English words, in the order of the region: ``Nov 23, 2026``. "And" stays
a word of the English sentence, so a list follows the English of the region: with a comma in front
of it in the United States, without one in Britain and in Germany. Digits are always 0 to 9, times
of the day have 24 hours. Files and everything that programs read are in ``ENGLISH``.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# Real tags are shorter; a browser may send anything.
_LONGEST_TAG: Final = 35
_PARTS: Final = 3  # language, script, region
_TAGS: Final = 256
_FIRST: Final = 3  # digits before the first separator of thousands
_QUOTED: Final = re.compile("'[^']*'")
_SEPARATORS: Final = "./-"
_DIGITS: Final = re.compile("[#0,.]+")
_DIRECTIONS: Final = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))


class DateOrder(Enum):
    """The order of day, month and year."""

    DAY_FIRST = "dMy"
    MONTH_FIRST = "Mdy"
    YEAR_FIRST = "yMd"


@dataclass(frozen=True)
class LocaleStyle:
    """How one reader's locale writes things.

    ``thousands`` and ``decimal`` separate digits; above the first three, ``group`` of them stand
    together. ``percent`` is what stands before and behind the number of a percentage. ``order`` is
    that of dates with the month as a word, ``numeric_date`` the one in digits (``DD.MM.YYYY``).
    ``final_comma``: a list has a comma before its "and".
    """

    thousands: str
    decimal: str
    group: int = 3
    percent: tuple[str, str] = ("", " %")
    order: DateOrder = DateOrder.DAY_FIRST
    numeric_date: str = "YYYY-MM-DD"
    final_comma: bool = False


ENGLISH: Final = LocaleStyle(",", ".")
"""That of files, of commands, and of readers whose locale is not known."""


@lru_cache(maxsize=_TAGS)
def style_of(tag: str | None) -> LocaleStyle:
    """The style for a language tag (``de-AT``), of its most likely region where it names none.

    ``ENGLISH`` for a missing tag and for one of no known language.
    """
    locale = _locale(tag or "")
    if locale is None:
        return ENGLISH
    symbols = locale.number_symbols["latn"]
    first, further = locale.decimal_formats[None].grouping
    percent, _, _of_negative_ones = locale.percent_formats[None].pattern.partition(";")
    before, after = _DIGITS.split(percent.translate(_DIRECTIONS), 1)
    return LocaleStyle(
        symbols["group"],
        symbols["decimal"],
        further if first == _FIRST else _FIRST,
        (before, after),
        _order(_bare(locale.date_formats["medium"].pattern)),
        _numeric_date(_bare(locale.date_formats["short"].pattern)),
        _english_of(locale).list_patterns["standard"]["end"].startswith("{0},"),
    )


def _locale(tag: str) -> Locale | None:
    """Extensions of a tag (``de-DE-u-nu-latn``) and regions that are not known are left out."""
    parts = tag.replace("_", "-").split("-")[:_PARTS] if len(tag) <= _LONGEST_TAG else []
    while parts:
        name = "_".join(parts)
        for full in (get_global("likely_subtags").get(name, name), name):
            with suppress(ValueError, UnknownLocaleError):
                return Locale.parse(full)
        parts.pop()
    return None


def _english_of(locale: Locale) -> Locale:
    try:
        return Locale("en", locale.territory or "001")
    except UnknownLocaleError:
        return Locale("en", "001")


def _bare(pattern: str) -> str:
    """A date's pattern without words and marks of direction."""
    return _QUOTED.sub("", pattern.translate(_DIRECTIONS))


def _order(pattern: str) -> DateOrder:
    letters = "".join(dict.fromkeys(re.sub("[^dMy]", "", pattern.replace("L", "M"))))
    try:
        return DateOrder(letters)
    except ValueError:
        return DateOrder.DAY_FIRST


def _numeric_date(pattern: str) -> str:
    """Day and month with two digits and the year with four, in the order of a short pattern."""
    between = next((mark for mark in pattern if mark in _SEPARATORS), "/")
    fields = {"d": "DD", "M": "MM", "y": "YYYY"}
    return between.join(fields[letter] for letter in _order(pattern).value)
