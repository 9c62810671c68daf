"""What can go wrong with the store, in words for the reader. None of it costs a figure.

StoreTrouble        it cannot be used, or not now
├─ NoAnswer         it is not there, or hangs: neither reading nor writing is any use
├─ Unstorable       what was handed over cannot be stored; the store itself is well
├─ NewerSchema      a later version of the dashboard made it
└─ Damaged          it cannot be read as a whole
"""

from __future__ import annotations


class StoreTrouble(Exception):  # noqa: N818  # what happened, told beside the figures
    """The store cannot be used, or not now; ``words`` is one sentence for the reader."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NoAnswer(StoreTrouble):
    """The store is not reachable, or does not answer in time."""


class Unstorable(StoreTrouble):
    """The database refuses a value. The next one may be stored all the same."""


class NewerSchema(StoreTrouble):
    """A later version of the dashboard made this store; it is left as it is."""


class Damaged(StoreTrouble):
    """The store as a whole cannot be read: no history, or one that is broken."""
