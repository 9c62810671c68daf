"""What SQL, spreadsheets and word processors write, and what stands for it in a filter.

Everything looked for here cannot be read as OData, so no filter that works is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from telephony.odata.errors import QueryTextError, quote

# Quotes that are not the straight single one: what a text may be opened and closed with.
_DOUBLE: Final = '"“”„‟«»″'
_SINGLE: Final = "‘’‚‛‹›`´′"
# A closing single mark may be an apostrophe as well: it is one where a letter follows.
_END: Final = r"(?=[\s),;]|$)"
_STRAIGHT: Final = r"'(?:[^']|'')*'"
_QUOTED: Final = (
    rf"[{_DOUBLE}][^{_DOUBLE}]*[{_DOUBLE}]"
    rf"|[{_SINGLE}][^\n]*?[{_SINGLE}']{_END}"
)
# Opened with a straight quote and closed with another: then the straight ones are odd in number.
_HALF: Final = re.compile(rf"'[^']*?[{_SINGLE}]{_END}")
_TEXT: Final = rf"{_STRAIGHT}|{_QUOTED}"
_FIELD: Final = r"(?<![\w.])(?!(?:and|or|not|in|eq|ne|gt|ge|lt|le)\b)[A-Za-z_][\w.]*"
_ASKS: Final = r"i?like|contains|includes|starts?\s*with|ends?\s*with"
_VALUE: Final = rf"(?:{_STRAIGHT}|[^\s()',]+)"

_SLIP: Final = re.compile(
    rf"(?P<like>(?P<of>{_FIELD})\s+(?P<no>not\s+)?(?P<ask>{_ASKS})\s+"
    rf"(?P<what>{_TEXT}|[^\s()',]+))"
    rf"|(?P<quoted>{_QUOTED})"
    rf"|{_STRAIGHT}"
    rf"|(?P<outside>(?P<member>{_FIELD})\s+not\s+in\s*(?P<list>\((?:{_STRAIGHT}|[^()'])*\)))"
    rf"|(?P<between>(?P<middle>{_FIELD})\s+(?P<beyond>not\s+)?between\s+"
    rf"(?P<low>{_VALUE})\s+and\s+(?P<high>{_VALUE}))"
    r"|(?P<is>(?<=\s)is(?P<is_not>\s+not)?(?=\s))"
    r"|(?P<equals>(?<=\s)equals?(?=\s))"
    r"|(?P<sign>[≥≤≠×÷¬∧∨−–⩾⩽])",
    re.IGNORECASE | re.DOTALL,
)
_QUOTES: Final = "Texts stand in straight single quotes."
_SIGNS: Final = {
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
    """Refuse what another language writes. Raises QueryTextError with what stands for it here."""
    if text.count("'") % 2 and (half := _HALF.search(text)):
        raise QueryTextError(_QUOTES, *half.span(), _as_text(f"‘{half[0][1:-1]}’"))
    for found in _SLIP.finditer(text):
        for name, say in _SAYING.items():
            if found[name]:
                message, suggestion = say(found)
                raise QueryTextError(message, found.start(name), found.end(name), suggestion)


def _as_text(quoted: str) -> str:
    """A text in whichever quotes, or in none, as OData writes it."""
    inner = quoted
    if re.fullmatch(_STRAIGHT, quoted, re.DOTALL):
        return quoted
    if re.fullmatch(_QUOTED, quoted, re.DOTALL):
        inner = quoted[1:-1]
    return "'" + inner.replace("'", "''") + "'"


def _quotes(found: re.Match[str]) -> tuple[str, str]:
    return _QUOTES, _as_text(found["quoted"])


def _pattern(found: re.Match[str]) -> tuple[str, str]:
    """``like 'Sal%'`` and its kin as a function; % and * stand for any letters."""
    field, word = found["of"], " ".join(found["ask"].lower().split())
    inner = _as_text(found["what"])[1:-1]
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
    if found["no"]:
        suggestion = f"not {suggestion}"
    return f"{quote(found['ask'])} is not an operator; a function looks into texts.", suggestion


def _of_pattern(field: str, pattern: str) -> list[str]:
    parts = re.split(r"[%*]+", pattern)
    if len(parts) == 1:
        return [f"contains({field},'{pattern}')"]
    first, *middle, last = parts
    conditions = [f"startswith({field},'{first}')"] if first else []
    conditions += [f"contains({field},'{part}')" for part in middle if part]
    conditions += [f"endswith({field},'{last}')"] if last else []
    return conditions or [f"{field} ne null"]


def _outside(found: re.Match[str]) -> tuple[str, str]:
    message = "“not” stands before what it turns round."
    return message, f"not ({found['member']} in {found['list']})"


def _between(found: re.Match[str]) -> tuple[str, str]:
    field, low, high = found["middle"], found["low"], found["high"]
    inside = f"({field} ge {low} and {field} le {high})"
    return "“between” is two comparisons here.", f"not {inside}" if found["beyond"] else inside


def _is(found: re.Match[str]) -> tuple[str, str]:
    return f"{quote(found['is'])} is not an operator.", "ne" if found["is_not"] else "eq"


def _equals(found: re.Match[str]) -> tuple[str, str]:
    return f"{quote(found['equals'])} is not an operator.", "eq"


def _sign(found: re.Match[str]) -> tuple[str, str]:
    return f"{quote(found['sign'])} is not an operator.", _SIGNS[found["sign"]]


_SAYING: Final[Mapping[str, Callable[[re.Match[str]], tuple[str, str]]]] = {
    "like": _pattern,
    "quoted": _quotes,
    "outside": _outside,
    "between": _between,
    "is": _is,
    "equals": _equals,
    "sign": _sign,
}
