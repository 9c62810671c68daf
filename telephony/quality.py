"""What was wrong with the data of an answer: counted where it is met, told where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_UNKNOWN: Final = "Shown as unknown, and sums leave it out."


@dataclass(frozen=True)
class Quality:
    """What was wrong with the PBX's answers, counted, and how it was treated."""

    unreadable_durations: int = 0
    unreadable_counts: int = 0
    dropped_rows: int = 0
    cleaned_names: int = 0
    notes: tuple[str, ...] = ()

    def merge(self, other: Quality) -> Quality:
        """Both together; a note that both have is kept once."""
        return Quality(
            self.unreadable_durations + other.unreadable_durations,
            self.unreadable_counts + other.unreadable_counts,
            self.dropped_rows + other.dropped_rows,
            self.cleaned_names + other.cleaned_names,
            tuple(dict.fromkeys(self.notes + other.notes)),
        )

    def words(self) -> list[str]:
        """One sentence for each thing that was wrong; empty when nothing was."""
        counted = (
            (self.unreadable_durations, "talk time", "in the answer unreadable", _UNKNOWN),
            (self.unreadable_counts, "figure", "in the answer unreadable", _UNKNOWN),
            (self.dropped_rows, "row", "without an extension number", "Left out."),
            (self.cleaned_names, "name", "with unprintable characters", "Shown without them."),
        )
        told = [
            f"{number:,} {thing if number == 1 else thing + 's'} {what}. {treatment}"
            for number, thing, what, treatment in counted
            if number
        ]
        return [*told, *self.notes]
