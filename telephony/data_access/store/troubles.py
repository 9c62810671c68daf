"""What can go wrong with the store, in words for the reader. None of it costs an answer."""

from __future__ import annotations


class StoreTrouble(Exception):  # noqa: N818  # what happened, told beside the figures
    """The store cannot be used, or not now; ``words`` is one sentence for the reader."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NewerSchema(StoreTrouble):
    """A later version of the dashboard made this store; it is left as it is."""


class Damaged(StoreTrouble):
    """The store as a whole cannot be read: no history, or one that is broken."""
