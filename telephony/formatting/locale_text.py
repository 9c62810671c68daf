"""Sentences with numbers or dates that are made before it is known who reads them.

An error, a verdict or a note on quality is made once, kept, and shown to several readers. It is a
``str``, as in ``ENGLISH``, for files, logs and programs; the screen asks for the reader's form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self, TypeVarTuple

from telephony.formatting.locale_style import ENGLISH, LocaleStyle

Facts = TypeVarTuple("Facts")


class LocaleText(str):
    """``write(*facts, ENGLISH)``, which can be written in any other style as well.

    Pickled it stays so, if ``write`` is a function of a module.
    """

    __slots__ = ("_facts", "_write")
    _write: Callable[..., str]
    _facts: tuple[Any, ...]

    def __new__(cls, write: Callable[[*Facts, LocaleStyle], str], *facts: *Facts) -> Self:
        """The text; ``write`` is called again for each other style."""
        text = super().__new__(cls, write(*facts, ENGLISH))
        text._write, text._facts = write, facts
        return text

    def in_style(self, style: LocaleStyle) -> str:
        """The text as a reader of this style reads it."""
        return self._write(*self._facts, style)

    def __reduce__(self) -> tuple[type[LocaleText], tuple[Any, ...]]:
        """A str's own would leave out what the other styles are written with."""
        return LocaleText, (self._write, *self._facts)


def in_style(text: str, style: LocaleStyle) -> str:
    """The text in this style where it has one of its own, else as it is."""
    return text.in_style(style) if isinstance(text, LocaleText) else text
