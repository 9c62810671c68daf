"""The text of a filter -> odata-query's tree, and where in the text its parts stand.

The lexer's tokens become the tree's leaves as the same objects, so a leaf's place is its token's.
What the grammar has no words for is looked for before: length, quotes, brackets, foreign signs.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from odata_query import ast, exceptions
from odata_query.grammar import ODataLexer, ODataParser

from telephony.formatting.suggestions import LOOSE, nearest
from telephony.odata.errors import QueryTextError, quote
from telephony.odata.foreign_syntax import refuse_foreign_syntax
from telephony.odata.functions import FUNCTIONS
from telephony.odata.limits import MAX_DEPTH, check_brackets, check_length, check_letters

TOO_DEEP: Final = "This is nested too deeply."
OPERATORS: Final = (
    *("eq", "ne", "gt", "ge", "lt", "le", "in", "and", "or", "not"),
    *("add", "sub", "mul", "div", "mod"),
)
_SLIPS: Final = {
    "==": "eq",
    "=": "eq",
    "!=": "ne",
    "<>": "ne",
    ">=": "ge",
    "<=": "le",
    ">": "gt",
    "<": "lt",
    "&&": "and",
    "||": "or",
    "&": "and",
    "|": "or",
    "!": "not",
    "*": "mul",
    "+": "add",
    "%": "mod",
}
_SIGNS: Final = re.compile(r"[=!<>&|*+%]{1,2}")
_WORD: Final = re.compile(r"[\w.]+")
# The report has no related entities, collections or named parameters.
_BEFORE: Final = frozenset(("NOT", "UMINUS"))
_FOREIGN: Final = frozenset("/:=")


@dataclass(frozen=True, eq=False)
class Tree:
    """What was read: the text, the root, and the places of the leaves.

    ``_kept`` holds the tokens, so that no other object can take over the id of one of them.
    """

    text: str
    root: ast._Node
    _spans: dict[int, tuple[int, int]]
    _kept: tuple[Any, ...]

    def span(self, node: ast._Node) -> tuple[int, int]:
        """Where the node's own words begin and end, those of its operands included."""
        starts, ends = [], []
        waiting: list[Any] = [node]
        while waiting:
            part = waiting.pop()
            if id(part) in self._spans:
                start, end = self._spans[id(part)]
                starts.append(start)
                ends.append(end)
            elif isinstance(part, list):
                waiting.extend(part)
            elif isinstance(part, ast._Node):
                waiting.extend(getattr(part, field.name) for field in fields(part))
        return (min(starts), max(ends)) if starts else (0, len(self.text))


def parse_tree(text: str) -> Tree:
    """Read a filter. Raises QueryTextError at the first place that cannot be read."""
    check_length(text)
    check_letters(text)
    refuse_foreign_syntax(text)
    check_brackets(text, "'[^']*'", " A quote inside a text is written twice: 'O''Brien'.")
    start = len(text) - len(text.lstrip())
    body = text.strip()
    if not body:
        raise QueryTextError("The filter is empty.", 0, len(text))
    try:
        tokens = list(ODataLexer().tokenize(body))
    except exceptions.TokenizingException as error:
        raise _unreadable(text, start + error.token.index) from None
    ends = [token.index for token in tokens[1:]] + [len(body)]
    places = [(start + token.index, start + end) for token, end in zip(tokens, ends, strict=True)]
    _look_at_tokens(text, tokens, places)
    parser = ODataParser()
    # Arguments are counted later, where their place is known.
    parser._function_call = ast.Call  # type: ignore[method-assign]
    try:
        root = parser.parse(_as_the_grammar_has_it(tokens))
    except exceptions.ParsingException as error:
        raise _misplaced(text, tokens, places, error.token) from None
    spans = {
        id(token.value): _trimmed(text, *place)
        for token, place in zip(tokens, places, strict=True)
        if isinstance(token.value, ast._Node)
    }
    return Tree(text, root, spans, tuple(tokens))


def name_of(node: ast.Identifier) -> str:
    """The whole name, dots included."""
    return ".".join((*node.namespace, node.name))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Operators bring the blanks around them along."""
    word = text[start:end]
    return end - len(word.lstrip()), start + len(word.rstrip())


def _as_the_grammar_has_it(tokens: Sequence[Any]) -> Iterator[Any]:
    """What the standard allows and the grammar lacks: lists of one value, ``not(``."""
    lists: list[bool] = []  # for each open bracket: does it still lack the comma of a list
    for place, token in enumerate(tokens):
        if token.type == "(":
            lists.append(place > 0 and tokens[place - 1].type == "IN")
        elif token.type == "," and lists:
            lists[-1] = False
        elif token.type == ")" and lists and lists.pop():
            yield _retyped(token, ",", ",")
        elif _is_not(tokens, place):
            yield _retyped(token, "NOT", ast.Not())
            continue
        yield token


def _is_not(tokens: Sequence[Any], place: int) -> bool:
    token = tokens[place]
    return (
        token.type == "ODATA_IDENTIFIER"
        and name_of(token.value).lower() == "not"
        and place + 1 < len(tokens)
        and tokens[place + 1].type == "("
    )


def _retyped(token: Any, kind: str, value: Any) -> Any:
    changed = copy.copy(token)
    changed.type, changed.value = kind, value
    return changed


def _look_at_tokens(text: str, tokens: Sequence[Any], places: Sequence[tuple[int, int]]) -> None:
    """Refuse what could be read but never be meant here."""
    in_a_row = 0
    for number, (token, (start, end)) in enumerate(zip(tokens, places, strict=True)):
        in_a_row += 1 if token.type in _BEFORE else -in_a_row
        if in_a_row > MAX_DEPTH:
            raise QueryTextError(TOO_DEEP, start, end)
        if token.type in _FOREIGN:
            raise _unreadable(text, start)
        called = number + 1 < len(tokens) and tokens[number + 1].type == "("
        if token.type == "ODATA_IDENTIFIER" and called and not _is_not(tokens, number):
            name = name_of(token.value)
            if name not in FUNCTIONS:
                message = f"{quote(name)} is not a function that works on this report."
                raise QueryTextError(message, start, end, nearest(name, FUNCTIONS, LOOSE))


def _unreadable(text: str, start: int) -> QueryTextError:
    """The error for a sign that no filter has."""
    found = _SIGNS.match(text, start)
    if found:
        sign = found[0] if found[0] in _SLIPS else found[0][0]
        end = start + len(sign)
        return QueryTextError(f"{quote(sign)} is not an operator.", start, end, _SLIPS[sign])
    return QueryTextError(f"{quote(text[start])} is not expected here.", start, start + 1)


def _misplaced(
    text: str, tokens: Sequence[Any], places: Sequence[tuple[int, int]], token: Any
) -> QueryTextError:
    """The error for a readable word in a place where it means nothing."""
    number = next((n for n, one in enumerate(tokens) if one is token), len(tokens))
    if token is not None and number == len(tokens):  # one that we put in
        number = next(n for n, one in enumerate(tokens) if one.index == token.index)
    while number < len(tokens) and tokens[number].type == "WS":
        number += 1
    if number == len(tokens):
        message = "Something is missing at the end."
        return QueryTextError(message, len(text.rstrip()), len(text))
    start, end = _trimmed(text, *places[number])
    word = text[start:end]
    if tokens[number].type == "STRING" and text[:start].lower().endswith("duration"):
        message = f"{quote(word)} is not a duration such as 'PT1H30M' or 'P1DT12H'."
        return QueryTextError(message, start, end)
    if word.lower() in OPERATORS and number == len(tokens) - 1:
        return QueryTextError(f"A value is missing after {quote(word)}.", start, end)
    suggestion = nearest(word, (*OPERATORS, *FUNCTIONS), LOOSE) if _WORD.fullmatch(word) else ""
    suggestion = suggestion if suggestion != word else ""
    return QueryTextError(f"{quote(word)} is not expected here.", start, end, suggestion)
