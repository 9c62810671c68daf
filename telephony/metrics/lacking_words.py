"""What numbers lack, in words: the same on pages that compare extensions.

``lacks_rows``: there may be extensions that the answer lacks.
"""

from __future__ import annotations

from typing import Final

from telephony.answers.extensions import NO_EXTENSIONS
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import count_of

NOBODY_MATCHES: Final = "No extension matches the filters."
_MAY_BE_MISSING: Final = "Incomplete: extensions may be missing"


def nobody_words(group_size: int) -> str:
    """Why a view shows no extension: there is none in the groups, or the filters leave none."""
    return NOBODY_MATCHES if group_size else NO_EXTENSIONS


def lacking(
    unknown: int, everyone: int, whose: str, style: LocaleStyle, *, lacks_rows: bool
) -> list[str]:
    """What the numbers leave out, a sentence each; none where they are complete.

    ``unknown`` of ``everyone`` have no value; ``whose``: ``the talk time of {who} is``. Where
    nothing is known there is nothing to leave it out of.
    """
    sentences = []
    if 0 < unknown < everyone:
        who = count_of(unknown, "extension", style)
        sentences.append(f"Incomplete: {whose.format(who=who)} unknown and left out.")
    if lacks_rows:
        sentences.append(f"{_MAY_BE_MISSING}.")
    return sentences


def incomplete_mark(unknown: int, what: str, *, lacks_rows: bool) -> str:
    """What a picture says where something is missing from it; empty where nothing is.

    ``what``: ``talk times``.
    """
    if unknown:
        return f"Incomplete: some {what} are unknown"
    return _MAY_BE_MISSING if lacks_rows else ""
