"""Filters, searches and orders at random: every operator and function, with right types."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from telephony.odata.fields import FIELDS, Kind
from telephony.odata.literal_writer import duration_literal, text_literal

NAMES = (
    *("", "Anna Berg", "anna berg", "Jörg Müller", "O'Brien", "Straße", "ÇELİK", "Zoë 😀 Lang"),
    *("100% _x", "sales", "Sales Desk", "SALES", "A.B", "東京 支店", "=1+1", "Berg", "null"),
)
PIECES = ("", "a", "er", "Berg", "berg", "S", "s", "ß", "İ", "'", "%", "_", " ", "1", "10", "😀")
_OR, _AND, _EQUALITY, _RELATION, _SUM, _PRODUCT, _UNARY, _PRIMARY = range(8)


@dataclass(frozen=True)
class Piece:
    """Text and how close its outermost operator binds."""

    text: str
    binds: int = _PRIMARY


class Generator:
    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  for tests
        self._one_of = self._random.choice

    def filter(self) -> str:
        return self._truth(self._random.randint(0, 4)).text

    def search(self) -> str:
        return self._searched(self._random.randint(0, 3))

    def orderby(self) -> str:
        names = self._random.sample(sorted(FIELDS), self._random.randint(1, 3))
        return ", ".join(name + self._one_of(("", " asc", " desc")) for name in names)

    def _searched(self, depth: int) -> str:
        if depth == 0:
            word = self._one_of(("an", "BERG", "10", "o'b", "%", "müller", "STRASSE", "sal"))
            phrase = self._one_of(("anna berg", "desk", " ", "AND", "a (b"))
            return self._one_of((word, f'"{phrase}"'))
        one, two = self._searched(depth - 1), self._searched(depth - 1)
        return self._one_of(
            (
                f"{one} {two}",
                f"{one} AND {two}",
                f"{one} OR {two}",
                f"NOT {one}",
                f"({one})",
                f"NOT ({one} OR {two})",
            )
        )

    def _in(self, piece: Piece, least: int) -> str:
        """In brackets where the standard's precedence needs them, and sometimes where not."""
        if piece.binds < least or self._random.random() < 0.1:
            blank = self._one_of(("", " "))
            return f"({blank}{piece.text}{blank})"
        return piece.text

    def _binary(self, left: Piece, sign: str, right: Piece, binds: int) -> Piece:
        # The right side needs brackets when it binds alike: all of these lean to the left.
        return Piece(f"{self._in(left, binds)} {sign} {self._in(right, binds + 1)}", binds)

    def _truth(self, depth: int) -> Piece:
        if depth <= 0:
            return self._one_of((self._compared, self._compared, self._tested))(1)
        kinds = (self._logic, self._logic, self._not, self._compared, self._tested, self._member)
        return self._one_of((*kinds, self._of_truths))(depth - 1)

    def _logic(self, depth: int) -> Piece:
        sign, binds = self._one_of((("and", _AND), ("or", _OR)))
        return self._binary(self._truth(depth), sign, self._truth(depth), binds)

    def _not(self, depth: int) -> Piece:
        return Piece(f"not {self._in(self._truth(depth), _UNARY)}", _UNARY)

    def _of_truths(self, depth: int) -> Piece:
        sign, binds = self._sign()
        other = self._one_of((Piece("true"), Piece("false"), Piece("null"), self._truth(depth)))
        return self._binary(self._truth(depth), sign, other, binds)

    def _sign(self) -> tuple[str, int]:
        sign = self._one_of(("eq", "ne", "gt", "ge", "lt", "le"))
        return sign, _EQUALITY if sign in ("eq", "ne") else _RELATION

    def _compared(self, depth: int) -> Piece:
        kind = self._one_of((Kind.NUMBER, Kind.NUMBER, Kind.TEXT, Kind.DURATION))
        sign, binds = self._sign()
        left, right = self._value(kind, depth), self._value(kind, depth)
        if self._random.random() < 0.1:
            right = Piece("null")
        if self._random.random() < 0.2:
            left, right = right, left
        return self._binary(left, sign, right, binds)

    def _tested(self, depth: int) -> Piece:
        function = self._one_of(("contains", "startswith", "endswith"))
        one, two = self._text(depth - 1).text, self._text(depth - 2).text
        return Piece(f"{function}({one},{self._one_of(('', ' '))}{two})")

    def _member(self, depth: int) -> Piece:
        kind = self._one_of((Kind.NUMBER, Kind.TEXT, Kind.DURATION))
        items = [self._literal(kind) for _ in range(self._random.randint(1, 3))]
        if self._random.random() < 0.1:
            items.append("null")
        return Piece(f"{self._in(self._value(kind, depth), _PRIMARY)} in ({','.join(items)})")

    def _value(self, kind: Kind, depth: int) -> Piece:
        values = {Kind.NUMBER: self._number, Kind.TEXT: self._text, Kind.DURATION: self._duration}
        return values[kind](depth)

    def _literal(self, kind: Kind) -> str:
        if kind is Kind.TEXT:
            return text_literal(self._one_of((*NAMES, *PIECES, "100", "107", "2001")))
        if kind is Kind.DURATION:
            return duration_literal(self._random.choice((0, 1, 1_500_000, 3_600_000_000, -7)))
        return self._one_of((*"0123579", "-1", "10", "40", "57", "0.5", "2.0", "-3.25", "1e2"))

    def _field(self, kind: Kind) -> Piece:
        return Piece(self._one_of([f.name for f in FIELDS.values() if f.kind is kind]))

    def _leaf(self, kind: Kind, depth: int) -> Piece | None:
        if depth <= 0 or self._random.random() < 0.4:
            return self._field(kind) if self._random.random() < 0.6 else Piece(self._literal(kind))
        return None

    def _number(self, depth: int) -> Piece:
        leaf = self._leaf(Kind.NUMBER, depth)
        if leaf:
            return leaf
        return self._one_of((self._sum, self._product, self._minus, self._counted))(depth - 1)

    def _sum(self, depth: int) -> Piece:
        sign = self._one_of(("add", "sub"))
        return self._binary(self._number(depth), sign, self._number(depth), _SUM)

    def _product(self, depth: int) -> Piece:
        sign = self._one_of(("mul", "div", "mod"))
        return self._binary(self._number(depth), sign, self._number(depth), _PRODUCT)

    def _minus(self, depth: int) -> Piece:
        kind = self._one_of((self._number(depth), self._number(depth)))
        return Piece(f"-{self._in(kind, _UNARY)}", _UNARY)

    def _counted(self, depth: int) -> Piece:
        name = self._one_of(("length", "indexof", "round", "floor", "ceiling", "totalseconds"))
        if name == "totalseconds":
            return Piece(f"totalseconds({self._duration(depth).text})")
        if name == "length":
            return Piece(f"length({self._text(depth).text})")
        if name == "indexof":
            return Piece(f"indexof({self._text(depth).text},{self._text(depth).text})")
        return Piece(f"{name}({self._number(depth).text})")

    def _duration(self, depth: int) -> Piece:
        leaf = self._leaf(Kind.DURATION, depth)
        if leaf:
            return leaf
        sign, binds, number = self._one_of(
            (
                ("add", _SUM, False),
                ("sub", _SUM, False),
                ("mul", _PRODUCT, True),
                ("div", _PRODUCT, True),
            )
        )
        other = self._number(depth - 1) if number else self._duration(depth - 1)
        return self._binary(self._duration(depth - 1), sign, other, binds)

    def _text(self, depth: int) -> Piece:
        leaf = self._leaf(Kind.TEXT, depth)
        if leaf:
            return leaf
        name = self._one_of(("tolower", "toupper", "trim", "concat", "substring"))
        one = self._text(depth - 1).text
        if name == "concat":
            return Piece(f"concat({one},{self._text(depth - 1).text})")
        if name == "substring":
            whole = self._one_of(("0", "1", "2", "-1", "length(Dn)", "SentimentScore"))
            size = self._one_of(("", ",1", ",3", ",-1"))
            return Piece(f"substring({one},{whole}{size})")
        return Piece(f"{name}({one})")
