"""What was wrong with the data of a response, and whether the values made of it are complete.

Problems are counted where they are found, and completeness is decided here, once. Everything that
speaks of completeness reads ``Quality``: steps, files and their headers, notices, cards, the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.locale_text import in_style
from telephony.formatting.numbers import count_of
from telephony.formatting.text import LONGEST_NAME

_UNKNOWN: Final = "Shown as unknown, and sums leave it out."
_CLEANED: Final = f"with unprintable characters or more than {LONGEST_NAME}"


@dataclass(frozen=True)
class Quality:
    """What was wrong with the PBX's responses, counted, and how it was treated.

    ``notes`` are sentences on values that are doubtful, ``pages`` on rows that may be missing or
    doubled, ``remarks`` on what is worth knowing and affects no value. A sentiment that cannot be
    read is one that is not reported: no sum, step or card is made of it. A name that had to be
    cleaned affects no value either.
    """

    unreadable_durations: int = 0
    unreadable_counts: int = 0
    dropped_rows: int = 0
    cleaned_names: int = 0
    notes: tuple[str, ...] = ()
    unreadable_sentiments: int = 0
    pages: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def has_all_rows(self) -> bool:
        """Every row is there, once: whatever is wrong beyond that is a value marked as unknown."""
        return not (self.dropped_rows or self.notes or self.pages)

    @property
    def complete(self) -> bool:
        """Every page and row is there, and every value that sums are made of was read."""
        return self.has_all_rows and not (self.unreadable_durations or self.unreadable_counts)

    @property
    def without_reasons(self) -> Quality:
        """Only what affects no value."""
        return Quality(
            cleaned_names=self.cleaned_names,
            unreadable_sentiments=self.unreadable_sentiments,
            remarks=self.remarks,
        )

    def merge(self, other: Quality) -> Quality:
        """Both together; a sentence that both have comes once."""
        return Quality(
            self.unreadable_durations + other.unreadable_durations,
            self.unreadable_counts + other.unreadable_counts,
            self.dropped_rows + other.dropped_rows,
            self.cleaned_names + other.cleaned_names,
            _once(self.notes, other.notes),
            self.unreadable_sentiments + other.unreadable_sentiments,
            _once(self.pages, other.pages),
            _once(self.remarks, other.remarks),
        )

    def reasons(self, style: LocaleStyle = ENGLISH) -> list[str]:
        """Why the values are not complete, a sentence each; empty when they are."""
        counted = (
            (self.unreadable_durations, "talk time", "in the response unreadable", _UNKNOWN),
            (self.unreadable_counts, "number", "in the response unreadable", _UNKNOWN),
            (self.dropped_rows, "row", "without an extension number", "Left out."),
        )
        stated = (in_style(sentence, style) for sentence in (*self.notes, *self.pages))
        return [*_sentences(counted, style), *stated]

    def words(self, style: LocaleStyle = ENGLISH) -> list[str]:
        """One sentence for each thing that was wrong; empty when nothing was."""
        harmless = (
            (self.cleaned_names, "name", _CLEANED, "Shown without them."),
            (self.unreadable_sentiments, "sentiment", "unreadable", "Shown as unknown."),
        )
        remarks = (in_style(remark, style) for remark in self.remarks)
        return [*self.reasons(style), *_sentences(harmless, style), *remarks]


def _sentences(counted: tuple[tuple[int, str, str, str], ...], style: LocaleStyle) -> list[str]:
    return [
        f"{count_of(number, thing, style)} {what}. {treatment}"
        for number, thing, what, treatment in counted
        if number
    ]


def _once(these: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(these + others))
