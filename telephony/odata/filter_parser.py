"""The text of a filter -> odata-query's tree, and the places of its parts in the text.

The lexer's tokens become the tree's leaves as the same objects, so a leaf's place is its token's.
What the grammar reports poorly is checked before: length, quotes, brackets, foreign syntax.
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
from telephony.odata.limits import MAX_DEPTH, check_brackets, check_characters, check_length

TOO_DEEP: Final = "This is nested too deeply."
OPERATORS: Final = (
    *("eq", "ne", "gt", "ge", "lt", "le", "in", "and", "or", "not"),
    *("add", "sub", "mul", "div", "mod"),
)
_REPLACEMENTS: Final = {
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
_PREFIXES: Final = frozenset(("NOT", "UMINUS"))
# The report has no related entities, collections or named parameters.
_UNSUPPORTED: Final = frozenset("/:=")


@dataclass(frozen=True, eq=False)
class Tree:
    """A parsed filter: the text, the root, and the places of the leaves.

    ``_tokens`` keeps the tokens alive, because the places are stored by their ``id``.
    """

    text: str
    root: ast._Node
    _spans: dict[int, tuple[int, int]]
    _tokens: tuple[Any, ...]

    def span(self, node: ast._Node) -> tuple[int, int]:
        """Where the node begins and ends in the text, its operands included."""
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
    """Parse a filter. Raises QueryTextError for the first place that cannot be parsed."""
    check_length(text)
    check_characters(text)
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
    _check_tokens(text, tokens, places)
    parser = ODataParser()
    # The compiler counts the arguments, because it knows their places.
    parser._function_call = ast.Call  # type: ignore[method-assign]
    try:
        root = parser.parse(_adapted_to_grammar(tokens))
    except exceptions.ParsingException as error:
        raise _misplaced(text, tokens, places, error.token) from None
    spans = {
        id(token.value): _trimmed(text, *place)
        for token, place in zip(tokens, places, strict=True)
        if isinstance(token.value, ast._Node)
    }
    return Tree(text, root, spans, tuple(tokens))


def name_of(node: ast.Identifier) -> str:
    """The full name, dots included."""
    return ".".join((*node.namespace, node.name))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place without the spaces around it, which operators include."""
    word = text[start:end]
    return end - len(word.lstrip()), start + len(word.rstrip())


def _adapted_to_grammar(tokens: Sequence[Any]) -> Iterator[Any]:
    """Tokens changed for what the standard allows but the grammar lacks: ``in (1)``, ``not(``."""
    lists: list[bool] = []  # for each open bracket: a list that has no comma yet
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


def _check_tokens(text: str, tokens: Sequence[Any], places: Sequence[tuple[int, int]]) -> None:
    """Refuse what can be parsed but has no meaning here."""
    in_a_row = 0
    for number, (token, (start, end)) in enumerate(zip(tokens, places, strict=True)):
        in_a_row += 1 if token.type in _PREFIXES else -in_a_row
        if in_a_row > MAX_DEPTH:
            raise QueryTextError(TOO_DEEP, start, end)
        if token.type in _UNSUPPORTED:
            raise _unreadable(text, start)
        called = number + 1 < len(tokens) and tokens[number + 1].type == "("
        if token.type == "ODATA_IDENTIFIER" and called and not _is_not(tokens, number):
            name = name_of(token.value)
            if name not in FUNCTIONS:
                message = f"{quote(name)} is not a function that works on this report."
                raise QueryTextError(message, start, end, nearest(name, FUNCTIONS, LOOSE))


def _unreadable(text: str, start: int) -> QueryTextError:
    """The error for a character that no filter has."""
    match = _SIGNS.match(text, start)
    if match:
        sign = match[0] if match[0] in _REPLACEMENTS else match[0][0]
        end = start + len(sign)
        return QueryTextError(f"{quote(sign)} is not an operator.", start, end, _REPLACEMENTS[sign])
    return QueryTextError(f"{quote(text[start])} is not expected here.", start, start + 1)


def _misplaced(
    text: str, tokens: Sequence[Any], places: Sequence[tuple[int, int]], token: Any
) -> QueryTextError:
    """The error for a known word in the wrong place."""
    number = next((n for n, one in enumerate(tokens) if one is token), len(tokens))
    if token is not None and number == len(tokens):  # inserted by _adapted_to_grammar
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
