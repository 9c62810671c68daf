"""Errors in an OData text, with their place in it."""

from __future__ import annotations

from unicodedata import east_asian_width

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText, in_style
from telephony.formatting.numbers import count
from telephony.formatting.suggestions import did_you_mean
from telephony.formatting.text import visible

# Enough of a wrong word to recognise it.
_SHOWN_LENGTH = 40
# Characters shown on each side of an error's place.
_AROUND = 30


class QueryTextError(ValueError):
    """A text that is not valid OData here: a sentence about ``text[start:end]``.

    ``suggestion`` is a replacement for that part, or empty; ``words`` are the sentence with it,
    which quotes the text, so it is shown literally.
    """

    def __init__(self, message: str, start: int, end: int, suggestion: str = "") -> None:
        self.words = f"{message} {did_you_mean(suggestion)}" if suggestion else message
        super().__init__(self.words)
        self.message = message
        self.start = start
        self.end = end
        self.suggestion = suggestion


def describe_at(message: str, start: int, suggestion: str) -> str:
    """The error in one phrase, for messages that cannot mark the place in the text."""
    perhaps = f", perhaps {suggestion} is meant" if suggestion else ""
    return LocaleText(_described, message, start, perhaps)


def _described(message: str, start: int, perhaps: str, style: LocaleStyle) -> str:
    reason = in_style(message, style).rstrip(".")
    return f"cannot be read at character {count(start + 1, style)}: {reason}{perhaps}"


def quote(text: str) -> str:
    """A part of the text for a sentence: shortened, on one line, in quotation marks."""
    return f"“{visible(text[: 2 * _SHOWN_LENGTH], _SHOWN_LENGTH)}”"


def mark_place(text: str, start: int, end: int) -> str:
    """The text around a place and, on a second line, carets below it; for a monospaced font."""
    first, last = max(0, start - _AROUND), min(len(text), start + 3 * _AROUND)
    line = _one_line(text[first:last])
    before = _cells(line[: start - first])
    below = max(1, _cells(line[start - first : end - first]))
    dots = "…" if first else ""
    ends = "…" if last < len(text) else ""
    return f"{dots}{line}{ends}\n{' ' * (len(dots) + before)}{'^' * below}"


def _one_line(text: str) -> str:
    """Unprintable characters replaced one by one, so that positions stay the same."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _cells(text: str) -> int:
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)
