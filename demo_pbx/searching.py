"""$search as SQL: words and "phrases" that must occur, with AND, OR, NOT and brackets."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from demo_pbx.collections import Collection, invalid

TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+))')


def search_sql(
    text: str, collection: Collection, connection: sqlite3.Connection, values: list[Any]
) -> str:
    """Return the condition of a $search; its parameters are appended to ``values``.

    Case does not matter. Each word or phrase must occur in one of the searched fields.
    """
    connection.create_function("fold", 1, lambda field: field and field.casefold())
    try:
        return _Search(text, collection, values).condition()
    except RecursionError as error:
        raise invalid("The search is nested too deeply.") from error


class _Search:
    """A recursive descent: OR binds least, then AND (or nothing between words), then NOT."""

    def __init__(self, text: str, collection: Collection, values: list[Any]) -> None:
        self._fields = collection.searched
        self._values = values
        self._tokens: list[tuple[str, str]] = []
        position = 0
        while text[position:].strip():
            match = TOKEN.match(text, position)
            if not match:
                raise invalid(f"Syntax error at position {position} of $search.")
            phrase, bracket, word = match.groups()
            operator = bracket or (word if word in ("AND", "OR", "NOT") else "")
            quoted = re.sub(r"\\(.)", r"\1", phrase) if phrase is not None else word
            self._tokens.append((operator, quoted or ""))
            position = match.end()

    def condition(self) -> str:
        sql = self._either()
        if self._tokens:
            raise invalid(f"Syntax error at '{self._tokens[0][0]}' of $search.")
        return sql

    def _either(self) -> str:
        parts = [self._all()]
        while self._next("OR"):
            parts.append(self._all())
        return f"({' OR '.join(parts)})"

    def _all(self) -> str:
        parts = [self._term()]
        while self._next("AND") or (self._tokens and self._tokens[0][0] in ("", "(", "NOT")):
            parts.append(self._term())
        return f"({' AND '.join(parts)})"

    def _term(self) -> str:
        if self._next("NOT"):
            return f"NOT {self._term()}"
        if self._next("("):
            inner = self._either()
            if not self._next(")"):
                raise invalid("A bracket of $search is not closed.")
            return inner
        if not self._tokens or self._tokens[0][0]:
            raise invalid("A word is missing in $search.")
        self._values.append(self._tokens.pop(0)[1].casefold())
        occurs = (f'instr(fold("{name}"), ?{len(self._values)}) > 0' for name in self._fields)
        return f"({' OR '.join(occurs)})"

    def _next(self, operator: str) -> bool:
        if self._tokens and self._tokens[0][0] == operator:
            self._tokens.pop(0)
            return True
        return False
