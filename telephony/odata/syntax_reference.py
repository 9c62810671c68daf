"""What can be written: fields, operators and functions with examples, for a page that lists them.

The examples of operators stand here; a test reads every one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from telephony.odata.fields import FIELDS, Kind
from telephony.odata.functions import FUNCTIONS


@dataclass(frozen=True)
class Entry:
    """One thing to write: how, the kind of value that it holds or gives, meaning, an example."""

    written: str
    kind: str
    words: str
    example: str


@dataclass(frozen=True)
class Reference:
    """Everything that this program understands. ``rules`` are sentences."""

    fields: tuple[Entry, ...]
    literals: tuple[Entry, ...]
    operators: tuple[Entry, ...]
    functions: tuple[Entry, ...]
    searches: tuple[Entry, ...]
    orders: tuple[Entry, ...]
    rules: tuple[str, ...]


_FIELD_EXAMPLES: Final = {
    Kind.TEXT: "{} eq '100'",
    Kind.NUMBER: "{} gt 10",
    Kind.DURATION: "{} gt duration'PT1H'",
}
_LITERALS: Final = (
    Entry("'…'", "text", "in single quotes; a quote inside is doubled", "DisplayName eq 'O''Neil'"),
    Entry("12  -3  2.5", "number", "whole or with a point", "InboundAnsweredCount lt 2.5"),
    Entry(
        "duration'…'",
        "duration",
        "days, hours, minutes, seconds",
        "InboundAnsweredTalkingDur ge duration'P1DT2H30M'",
    ),
    Entry("true  false", "condition", "", "contains(DisplayName,'Sales') eq false"),
    Entry("null", "any", "unknown or not there", "SentimentScore eq null"),
)
_OPERATORS: Final = (
    Entry("( )", "any", "first of all", "(Dn eq '1' or Dn eq '2') and true"),
    Entry("in", "condition", "equal to one of a list", "Dn in ('100','101')"),
    Entry("-", "number", "the negative of a number or duration", "-InboundAnsweredCount lt -5"),
    Entry("not", "condition", "true where the condition is false", "not (Dn eq '100')"),
    Entry("mul", "number", "times", "InboundAnsweredCount mul 2 gt 10"),
    Entry(
        "div",
        "number",
        "divided by; of two whole numbers the whole part, 7 div 2 is 3; by zero: null",
        "InboundAnsweredCount div 2.0 gt 3.4",
    ),
    Entry("mod", "number", "the rest of a division", "InboundAnsweredCount mod 2 eq 1"),
    Entry("add", "number", "plus", "InboundAnsweredCount add OutboundAnsweredCount gt 50"),
    Entry("sub", "number", "minus", "InboundAnsweredCount sub InboundUnansweredCount lt 0"),
    Entry("gt", "condition", "greater than", "InboundUnansweredCount gt 10"),
    Entry("ge", "condition", "greater than or equal to", "InboundUnansweredCount ge 10"),
    Entry("lt", "condition", "less than", "SentimentScore lt 50"),
    Entry("le", "condition", "less than or equal to", "SentimentScore le 50"),
    Entry("eq", "condition", "equal to", "Dn eq '100'"),
    Entry("ne", "condition", "not equal to", "DisplayName ne ''"),
    Entry("and", "condition", "both are true", "Dn ge '100' and Dn lt '200'"),
    Entry("or", "condition", "at least one is true", "Dn eq '100' or Dn eq '101'"),
)
_SEARCHES: Final = (
    Entry("word", "search", "in the number or the name, as a part of it too", "anna"),
    Entry('"…"', "search", "the words side by side", '"anna berg"'),
    Entry("AND", "search", "both; the same as a blank between them", "anna AND berg"),
    Entry("OR", "search", "at least one; binds less than AND", "anna OR berg"),
    Entry("NOT", "search", "without it; binds closest", "berg NOT anna"),
    Entry("( )", "search", "first of all", "(anna OR berg) 10"),
)
_ORDERS: Final = (
    Entry("asc", "order", "ascending, the usual", "DisplayName"),
    Entry("desc", "order", "descending", "InboundAnsweredCount desc, Dn"),
)
_RULES: Final = (
    "Capitals count in names of fields, functions and directions, and in comparisons of texts.",
    "Capitals do not count in a search; accents do.",
    "Operators are listed from the one that binds closest to the one that binds least.",
    "gt, ge, lt and le are false where one side is null. Null equals only null.",
    "Whatever else meets a null is null, and a row is chosen only where the filter is true.",
    "A duration may be added to a duration, and multiplied or divided by a number.",
    "In an order null is the lowest value; rows that are equal stay as they were.",
    "A selection always has Dn, which tells the rows apart.",
)


def build_reference() -> Reference:
    """Everything that can be written, from the tables that the evaluator works by."""
    fields = tuple(
        Entry(one.name, one.kind.value, one.words, _FIELD_EXAMPLES[one.kind].format(one.name))
        for one in FIELDS.values()
    )
    functions = tuple(
        Entry(
            f"{name}({', '.join(kind.value for kind in one.takes)})",
            one.gives.value,
            one.words,
            one.example,
        )
        for name, one in FUNCTIONS.items()
    )
    return Reference(fields, _LITERALS, _OPERATORS, functions, _SEARCHES, _ORDERS, _RULES)
