"""Writes values as literals of a filter; without odata-query, which is slow to import."""

from __future__ import annotations


def text_literal(text: str) -> str:
    """``O'Neil`` → ``'O''Neil'``."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def duration_literal(microseconds: int) -> str:
    """5400000000 → ``duration'PT1H30M'``; zero is ``duration'PT0S'``."""
    seconds, fraction = divmod(abs(microseconds), 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    exact = f"{seconds}.{fraction:06d}".rstrip("0").rstrip(".") if fraction else str(seconds)
    parts = ((str(hours), "H"), (str(minutes), "M"), (exact, "S"))
    clock = "".join(f"{amount}{unit}" for amount, unit in parts if amount != "0")
    return f"duration'{'-' if microseconds < 0 else ''}PT{clock or '0S'}'"
