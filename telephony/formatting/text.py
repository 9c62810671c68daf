"""Names from the PBX, which may contain anything: cleaned, shortened and folded for a search."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Line ends and tabs separate words, so they become a space.
_BREAKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
# Control characters are invisible and end strings in some programs, as byte-order marks are.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")
# Half of a character: Arrow, UTF-8 and the browser refuse it. It is replaced visibly.
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# They look like nothing but are no spaces to Unicode: fillers of Hangul, a blank of Braille.
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
# Where Unicode has them and adds new ones, among other characters: few names have any of these.
_AROUND_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
# Joined to the character before them: a text is never cut in front of one.
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")

# Letters with a stroke, and ligatures, which Unicode does not decompose but a search does.
_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)

# Control characters, half characters, and the replacement of undecodable bytes.
_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")

# Several times the longest extension number; in a call log it may be a name.
NUMBER_LIMIT = 100
# Twice the longest name that fits a table cell on a wide screen.
NAME_LIMIT = 60
# Several times the longest name of a person or queue. A database index holds 2,700 bytes at most.
LONGEST_NAME = 500
# Names and numbers of the largest PBX: they are used again at each letter of a search.
_NAMES = 32_768


def clean(text: str) -> str:
    """One line of valid text without control characters; maybe empty.

    Line breaks become a space; other controls, byte-order marks and outer spaces are removed; a
    lone surrogate becomes U+FFFD. Everything else stays, markup and formulas included.
    """
    if text.isprintable():
        return text.strip()
    text = _LONE_SURROGATES.sub("\ufffd", text)
    return _INVISIBLE.sub("", _BREAKS.sub(" ", text)).strip()


def is_readable(text: str, longest: int) -> bool:
    """Whether a text has at most ``longest`` characters and can be sent and shown as it is."""
    return len(text) <= longest and not _UNREADABLE.search(text)


@lru_cache(maxsize=_NAMES)
def for_display(text: str, limit: int = NAME_LIMIT) -> str:
    """The text for a label: truncated with dots after ``limit`` characters.

    Its directional controls are removed, and right-to-left text is isolated (U+2068 … U+2069), so
    that numbers beside it stay in place.
    """
    if text.isascii():
        return shorten(text, limit)
    text = shorten(_BIDI_CONTROLS.sub("", text), limit)
    around = _AROUND_RIGHT_TO_LEFT.findall(text)
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in around):
        return f"{_ISOLATE}{text}{_END_ISOLATE}"
    return text


def visible(text: str, limit: int = NAME_LIMIT) -> str:
    """A text for quotation marks: as ``for_display``, or the codes of what cannot be seen.

    ``U+200B U+2060``, so that nobody looks for what is quoted.
    """
    shown = clean(text)
    if all(map(is_unseen, shown)):
        shown = " ".join(f"U+{ord(character):04X}" for character in text[:limit])
    return for_display(shown, limit)


def is_unseen(character: str) -> bool:
    """Whether a character leaves no mark where it stands alone."""
    return character in _BLANKS or unicodedata.category(character) in _UNSEEN


def shorten(text: str, limit: int) -> str:
    """The text in at most ``limit`` characters: cut with dots, never inside a joined character."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 1 and (
        text[end] in _JOINERS or text[end - 1] == "\u200d" or unicodedata.combining(text[end])
    ):
        end -= 1
    return text[:end].rstrip() + "…"


@lru_cache(maxsize=_NAMES)
def fold(text: str) -> str:
    """The text for comparing in a search: without case, accents, width, invisible characters.

    ``Söhne`` → ``sohne``, ``Ｓøren`` → ``soren``. Folding twice changes nothing.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_WITHOUT_DECOMPOSITION))
    bare = (
        letter
        for letter in plain
        if letter.isascii()
        or not (unicodedata.combining(letter) or unicodedata.category(letter) == "Cf")
    )
    return "".join(bare).casefold()
