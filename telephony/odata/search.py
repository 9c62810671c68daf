"""``$search``: words and "phrases" to find in the number or the name of an extension.

Two words without an operator mean AND; NOT takes precedence over AND, AND over OR. Case is ignored,
accents are not. A word may be part of a longer one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from telephony.odata.errors import QueryTextError, quote
from telephony.odata.limits import check_brackets, check_characters, check_length

# Each word is searched for in every row, which takes time.
MAX_WORDS: Final = 100
_PHRASE: Final = r'"(?:[^"\\]|\\.)*"'
_TOKEN: Final = re.compile(rf'({_PHRASE})|([()])|([^\s()"]+)', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_OPERATORS: Final = ("AND", "OR", "NOT", "(", ")")
_CACHED: Final = 256

Mask = npt.NDArray[np.bool_]
Find = Callable[[list[tuple[str, str]]], Mask]


@dataclass(frozen=True, eq=False)
class Search:
    """A parsed search: its text, the words and phrases in it."""

    text: str
    words: tuple[str, ...]
    _find: Find = field(repr=False)

    def mask(self, frame: pd.DataFrame) -> Mask:
        """For each row of a typed frame, whether it matches."""
        names = zip(frame["extension"].tolist(), frame["display_name"].tolist(), strict=True)
        return self._find([(number.casefold(), name.casefold()) for number, name in names])


@lru_cache(maxsize=_CACHED)
def parse_search(text: str) -> Search:
    """Parse and check a search. Raises QueryTextError, which has the place."""
    check_length(text)
    check_characters(text)
    check_brackets(text, _PHRASE, ' Write " inside a phrase as \\".')
    return _Parser(text).search()


@dataclass(frozen=True)
class _Token:
    operator: str
    word: str
    start: int
    end: int


class _Parser:
    """Recursive descent; only brackets nest, and their depth is checked before."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [_token(match) for match in _TOKEN.finditer(text)]
        self._at = 0
        self._words: list[str] = []

    def search(self) -> Search:
        if not self._tokens:
            raise QueryTextError("The search is empty.", 0, len(self._text))
        find = self._either()
        if self._at < len(self._tokens):
            raise self._unexpected()
        return Search(self._text, tuple(self._words), find)

    def _either(self) -> Find:
        return _joined([self._all(), *self._more("OR")], np.logical_or)

    def _more(self, operator: str) -> list[Find]:
        result = []
        while self._takes(operator):
            result.append(self._all())
        return result

    def _all(self) -> Find:
        parts = [self._term()]
        while self._takes("AND") or self._next() in ("", "(", "NOT"):
            parts.append(self._term())
        return _joined(parts, np.logical_and)

    def _term(self) -> Find:
        negative = False
        while self._takes("NOT"):
            negative = not negative
        if self._takes("("):
            find = self._either()
            if not self._takes(")"):
                raise self._unexpected()
        elif self._next() == "":
            find = self._word()
        else:
            raise self._unexpected()
        return (lambda rows: np.logical_not(find(rows))) if negative else find

    def _word(self) -> Find:
        token = self._tokens[self._at]
        self._at += 1
        if len(self._words) == MAX_WORDS:
            raise QueryTextError(
                f"A search has at most {MAX_WORDS} words.", token.start, len(self._text)
            )
        self._words.append(token.word)
        word = token.word.casefold()
        return lambda rows: np.fromiter(
            (word in name or word in number for number, name in rows), bool, len(rows)
        )

    def _next(self) -> str | None:
        return self._tokens[self._at].operator if self._at < len(self._tokens) else None

    def _takes(self, operator: str) -> bool:
        if self._next() != operator:
            return False
        self._at += 1
        return True

    def _unexpected(self) -> QueryTextError:
        if self._at == len(self._tokens):
            last = self._tokens[-1]
            return QueryTextError(f"A word is missing after {last.operator}.", last.start, last.end)
        token = self._tokens[self._at]
        message = f"A word is missing before {quote(self._text[token.start : token.end])}."
        return QueryTextError(message, token.start, token.end)


def _token(match: re.Match[str]) -> _Token:
    phrase, bracket, word = match.groups()
    if phrase is not None:
        return _Token("", _ESCAPED.sub(r"\1", phrase[1:-1]), match.start(), match.end())
    operator = bracket or (word if word in _OPERATORS else "")
    return _Token(operator, word or "", match.start(), match.end())


def _joined(parts: list[Find], join: Any) -> Find:
    if len(parts) == 1:
        return parts[0]

    def find(rows: list[tuple[str, str]]) -> Mask:
        result = parts[0](rows)
        for part in parts[1:]:
            result = join(result, part(rows))
        return result

    return find
