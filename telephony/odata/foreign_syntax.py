"""Syntax of SQL, spreadsheets and word processors in a filter, and the OData to suggest for it.

Nothing that is matched here is valid OData, so no working filter is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from telephony.odata.errors import QueryTextError, quote
from telephony.odata.literal_writer import text_literal

# Quotation marks other than the straight single quote that OData uses.
_DOUBLE: Final = '"“”„‟«»″「」『』〝〞＂'
_SINGLE: Final = "‘’‚‛‹›`´′＇"
# A single mark is an apostrophe where a letter follows, not a closing quote.
_END: Final = r"(?=[\s),;]|$)"
_STRAIGHT: Final = r"'(?:[^']|'')*'"
_QUOTED: Final = (
    rf"[{_DOUBLE}][^{_DOUBLE}]*[{_DOUBLE}]"
    rf"|[{_SINGLE}][^\n]*?[{_SINGLE}']{_END}"
)
# Opened with a straight quote and closed with another: the number of straight ones is then odd.
_HALF: Final = re.compile(rf"'[^']*?[{_SINGLE}]{_END}")
_TEXT: Final = rf"{_STRAIGHT}|{_QUOTED}"
_FIELD: Final = r"(?<![\w.])(?!(?:and|or|not|in|eq|ne|gt|ge|lt|le)\b)[A-Za-z_][\w.]*"
_ASKS: Final = r"i?like|contains|includes|starts?\s*with|ends?\s*with"
# What web pages and chats leave in a text that is copied from them.
_UNSEEN: Final = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_VALUE: Final = rf"(?:{_STRAIGHT}|[^\s()',]+)"

_FOREIGN: Final = re.compile(
    rf"(?P<like>(?P<of>{_FIELD})\s+(?P<no>not\s+)?(?P<ask>{_ASKS})\s+"
    rf"(?P<what>{_TEXT}|[^\s()',]+))"
    rf"|(?P<quoted>{_QUOTED})"
    rf"|{_STRAIGHT}"
    rf"|(?P<outside>(?P<member>{_FIELD})\s+not\s+in\s*(?P<list>\((?:{_STRAIGHT}|[^()'])*\)))"
    rf"|(?P<between>(?P<middle>{_FIELD})\s+(?P<beyond>not\s+)?between\s+"
    rf"(?P<low>{_VALUE})\s+and\s+(?P<high>{_VALUE}))"
    r"|(?P<is>(?<=\s)is(?P<is_not>\s+not)?(?=\s))"
    r"|(?P<equals>(?<=\s)equals?(?=\s))"
    r"|(?P<sign>=>|=<|[≥≤≠×÷¬∧∨−–⩾⩽＞＜＝])"
    rf"|(?P<unseen>[{_UNSEEN}]+)",
    re.IGNORECASE | re.DOTALL,
)
_QUOTES: Final = "Put texts in straight single quotes."
_SIGNS: Final = {
    "=>": "ge",
    "=<": "le",
    "＞": "gt",
    "＜": "lt",
    "＝": "eq",
    "≥": "ge",
    "⩾": "ge",
    "≤": "le",
    "⩽": "le",
    "≠": "ne",
    "×": "mul",
    "÷": "div",
    "¬": "not",
    "∧": "and",
    "∨": "or",
    "−": "-",
    "–": "-",
}


def refuse_foreign_syntax(text: str) -> None:
    """Refuse other languages' syntax. Raises QueryTextError, which suggests the OData for it."""
    if text.count("'") % 2 and (half := _HALF.search(text)):
        raise QueryTextError(_QUOTES, *half.span(), _as_text(f"‘{half[0][1:-1]}’"))
    for match in _FOREIGN.finditer(text):
        for name, explain in _EXPLANATIONS.items():
            if match[name]:
                message, suggestion = explain(match)
                raise QueryTextError(message, match.start(name), match.end(name), suggestion)


def _as_text(quoted: str) -> str:
    """A text in any quotation marks, or in none, as an OData literal."""
    inner = quoted
    if re.fullmatch(_STRAIGHT, quoted, re.DOTALL):
        return quoted
    if re.fullmatch(_QUOTED, quoted, re.DOTALL):
        inner = quoted[1:-1]
    return text_literal(inner)


def _quotes(match: re.Match[str]) -> tuple[str, str]:
    return _QUOTES, _as_text(match["quoted"])


def _pattern(match: re.Match[str]) -> tuple[str, str]:
    """``like 'Sal%'`` and similar as a function; % and * stand for any characters."""
    field, word = match["of"], " ".join(match["ask"].lower().split())
    inner = _as_text(match["what"])[1:-1]
    if word == "ilike":
        field, inner = f"tolower({field})", inner.lower()
    if "like" in word:
        conditions = _of_pattern(field, inner)
    else:
        function = word.replace(" ", "").replace("includes", "contains")
        function = {"startwith": "startswith", "endwith": "endswith"}.get(function, function)
        conditions = [f"{function}({field},'{inner}')"]
    suggestion = " and ".join(conditions)
    if len(conditions) > 1:
        suggestion = f"({suggestion})"
    if match["no"]:
        suggestion = f"not {suggestion}"
    return (
        f"{quote(match['ask'])} is not an operator; use a function to search in a text.",
        suggestion,
    )


def _of_pattern(field: str, pattern: str) -> list[str]:
    parts = re.split(r"[%*]+", pattern)
    if len(parts) == 1:
        return [f"contains({field},'{pattern}')"]
    first, *middle, last = parts
    conditions = [f"startswith({field},'{first}')"] if first else []
    conditions += [f"contains({field},'{part}')" for part in middle if part]
    conditions += [f"endswith({field},'{last}')"] if last else []
    return conditions or [f"{field} ne null"]


def _outside(match: re.Match[str]) -> tuple[str, str]:
    message = "Put “not” before the condition that it negates."
    return message, f"not ({match['member']} in {match['list']})"


def _between(match: re.Match[str]) -> tuple[str, str]:
    field, low, high = match["middle"], match["low"], match["high"]
    inside = f"({field} ge {low} and {field} le {high})"
    return "Write “between” as two comparisons.", f"not {inside}" if match["beyond"] else inside


def _is(match: re.Match[str]) -> tuple[str, str]:
    return f"{quote(match['is'])} is not an operator.", "ne" if match["is_not"] else "eq"


def _equals(match: re.Match[str]) -> tuple[str, str]:
    return f"{quote(match['equals'])} is not an operator.", "eq"


def _sign(match: re.Match[str]) -> tuple[str, str]:
    return f"{quote(match['sign'])} is not an operator.", _SIGNS[match["sign"]]


def _unseen(_match: re.Match[str]) -> tuple[str, str]:
    return "There is an invisible character here.", " "


_EXPLANATIONS: Final[Mapping[str, Callable[[re.Match[str]], tuple[str, str]]]] = {
    "like": _pattern,
    "quoted": _quotes,
    "outside": _outside,
    "between": _between,
    "is": _is,
    "equals": _equals,
    "sign": _sign,
    "unseen": _unseen,
}
