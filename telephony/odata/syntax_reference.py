"""The reference of the filter language: fields, operators and functions with examples.

A test parses every example.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from telephony.odata.fields import FIELDS, Kind
from telephony.odata.functions import FUNCTIONS


@dataclass(frozen=True)
class SyntaxEntry:
    """A piece of syntax: how it is written, the kind of its value, its meaning, an example."""

    syntax: str
    kind: str
    meaning: str
    example: str


@dataclass(frozen=True)
class SyntaxReference:
    """Everything that this program can parse. ``rules`` are sentences."""

    fields: tuple[SyntaxEntry, ...]
    literals: tuple[SyntaxEntry, ...]
    operators: tuple[SyntaxEntry, ...]
    functions: tuple[SyntaxEntry, ...]
    searches: tuple[SyntaxEntry, ...]
    orders: tuple[SyntaxEntry, ...]
    rules: tuple[str, ...]


_FIELD_EXAMPLES: Final = {
    Kind.TEXT: "{} eq '100'",
    Kind.NUMBER: "{} gt 10",
    Kind.DURATION: "{} gt duration'PT1H'",
}
_LITERALS: Final = (
    SyntaxEntry(
        "'…'", "text", "in single quotes; a quote inside is doubled", "DisplayName eq 'O''Neil'"
    ),
    SyntaxEntry("12  -3  2.5", "number", "with or without decimals", "InboundAnsweredCount lt 2.5"),
    SyntaxEntry(
        "duration'…'",
        "duration",
        "days, hours, minutes, seconds",
        "InboundAnsweredTalkingDur ge duration'P1DT2H30M'",
    ),
    SyntaxEntry("true  false", "condition", "", "contains(DisplayName,'Sales') eq false"),
    SyntaxEntry("null", "any", "unknown or missing", "SentimentScore eq null"),
)
_OPERATORS: Final = (
    SyntaxEntry("( )", "any", "evaluated first", "(Dn eq '1' or Dn eq '2') and true"),
    SyntaxEntry("in", "condition", "equal to one value of a list", "Dn in ('100','101')"),
    SyntaxEntry(
        "-", "number", "the negative of a number or duration", "-InboundAnsweredCount lt -5"
    ),
    SyntaxEntry("not", "condition", "true where the condition is false", "not (Dn eq '100')"),
    SyntaxEntry("mul", "number", "times", "InboundAnsweredCount mul 2 gt 10"),
    SyntaxEntry(
        "div",
        "number",
        "divided by; two whole numbers give a whole number: 7 div 2 is 3; by zero: null",
        "InboundAnsweredCount div 2.0 gt 3.4",
    ),
    SyntaxEntry("mod", "number", "the remainder of a division", "InboundAnsweredCount mod 2 eq 1"),
    SyntaxEntry("add", "number", "plus", "InboundAnsweredCount add OutboundAnsweredCount gt 50"),
    SyntaxEntry("sub", "number", "minus", "InboundAnsweredCount sub InboundUnansweredCount lt 0"),
    SyntaxEntry("gt", "condition", "greater than", "InboundUnansweredCount gt 10"),
    SyntaxEntry("ge", "condition", "greater than or equal to", "InboundUnansweredCount ge 10"),
    SyntaxEntry("lt", "condition", "less than", "SentimentScore lt 50"),
    SyntaxEntry("le", "condition", "less than or equal to", "SentimentScore le 50"),
    SyntaxEntry("eq", "condition", "equal to", "Dn eq '100'"),
    SyntaxEntry("ne", "condition", "not equal to", "DisplayName ne ''"),
    SyntaxEntry("and", "condition", "both are true", "Dn ge '100' and Dn lt '200'"),
    SyntaxEntry("or", "condition", "at least one is true", "Dn eq '100' or Dn eq '101'"),
)
_SEARCHES: Final = (
    SyntaxEntry("word", "search", "in the number or the name, also as part of a word", "anna"),
    SyntaxEntry('"…"', "search", "the exact phrase", '"anna berg"'),
    SyntaxEntry("AND", "search", "both; a space means the same", "anna AND berg"),
    SyntaxEntry("OR", "search", "at least one; AND takes precedence", "anna OR berg"),
    SyntaxEntry("NOT", "search", "not found; takes precedence over AND and OR", "berg NOT anna"),
    SyntaxEntry("( )", "search", "evaluated first", "(anna OR berg) 10"),
)
_ORDERS: Final = (
    SyntaxEntry("asc", "order", "ascending, the default", "DisplayName"),
    SyntaxEntry("desc", "order", "descending", "InboundAnsweredCount desc, Dn"),
)
_RULES: Final = (
    "Names of fields, functions and directions are case-sensitive, as are comparisons of texts.",
    "A search ignores case, but not accents.",
    "Operators are listed by precedence, the highest first.",
    "gt, ge, lt and le are false where one side is null. Null equals only null.",
    "Any other operation with null gives null, except “and” and “or” where one side decides.",
    "A row matches only where the filter is true.",
    "A duration can be added to a duration, and multiplied or divided by a number.",
    "In an order, null is the lowest value; rows that are equal keep their order.",
    "A selection always includes Dn, which identifies the row.",
)


def build_reference() -> SyntaxReference:
    """The reference, from the tables that the parser and the evaluator use."""
    fields = tuple(
        SyntaxEntry(
            one.name, one.kind.value, one.meaning, _FIELD_EXAMPLES[one.kind].format(one.name)
        )
        for one in FIELDS.values()
    )
    functions = tuple(
        SyntaxEntry(
            f"{name}({', '.join(kind.value for kind in one.takes)})",
            one.gives.value,
            one.meaning,
            one.example,
        )
        for name, one in FUNCTIONS.items()
    )
    return SyntaxReference(fields, _LITERALS, _OPERATORS, functions, _SEARCHES, _ORDERS, _RULES)
