"""Names that somebody gave an extension to do harm in a spreadsheet, and what counts as harm."""

from __future__ import annotations

import random
import unicodedata

TRIGGERS = "=+-@\t\r\n＝＋－＠﹣⁺−"
INVISIBLE = " \u00a0\u200b\u200e\u2060\u00ad\u3164\u115f\u2800\ufeff\u0301"


def starts_a_formula(cell: str) -> bool:
    """What a spreadsheet may take for one, judged on its own: by code point, not by the module."""
    shown = cell.lstrip(INVISIBLE)
    return bool(shown) and (
        shown[0] in TRIGGERS or unicodedata.normalize("NFKC", shown)[:1] in tuple("=+-@")
    )


def hostile_names() -> list[str]:
    """Ten thousand names of triggers, separators, quotes, invisible and ordinary characters."""
    pieces = [
        *TRIGGERS,
        *INVISIBLE,
        '"',
        "'",
        ",",
        ";",
        "|",
        "\x00",
        "\ud800",
        "\u202e",
        "👩‍💻",
        "x",
    ]
    pieces += ["cmd|' /C calc'!A0", 'HYPERLINK("http://x")', "<b>", "$", "\r\n", '""', "0", " "]
    chance = random.Random(7)  # noqa: S311 -- the same names in every run
    return ["".join(chance.choices(pieces, k=chance.randrange(1, 7))) for _ in range(10_000)]
