"""Errors of queries that the dashboard itself refuses, whatever the PBX would say."""

from __future__ import annotations

from typing import Unpack

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count
from telephony.xapi.errors import Facts, InvalidQuery


class NotForThisRole(InvalidQuery):
    """The viewer's role does not include this."""

    kind = "not for this role"
    headline = "You may not use this."
    advice = "Ask an admin of the dashboard for the right."


class NoGroupForThem(InvalidQuery):
    """The viewer's rights give none of the groups that there are."""

    kind = "no group for them"
    headline = "You may see none of the groups."
    advice = "An admin gives them in the access file."


class TooManyRequests(InvalidQuery):
    """One query would take ``needed`` requests to the PBX, and may take ``most``."""

    kind = "too many requests"

    def __init__(self, needed: int, most: int, advice: str = "", **facts: Unpack[Facts]) -> None:
        super().__init__(
            LocaleText(_too_many, needed, most),
            advice or "Choose a shorter range or fewer groups.",
            **facts,
        )
        self.needed = needed
        self.most = most


def _too_many(needed: int, most: int, style: LocaleStyle) -> str:
    needs = count(needed, style)
    return f"This would take {needs} requests to the PBX; one query may take {count(most, style)}."
