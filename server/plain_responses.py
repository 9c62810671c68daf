"""Answers of one sentence, for those who ask for a file and cannot have it."""

from __future__ import annotations

import math
from typing import Final

from starlette.responses import PlainTextResponse, Response

COME_BACK_SECONDS: Final = 10
_NOTICED_SECONDS: Final = 1.0


def words(status: int, text: str) -> Response:
    """A sentence as plain text."""
    return PlainTextResponse(f"{text}\n", status, headers={"Cache-Control": "no-store"})


def come_back(sentence: str, budget_seconds: float = 0.0) -> Response:
    """Not now; what has come in is kept for the next time.

    ``budget_seconds``: how long until programs may ask the PBX again.
    """
    if budget_seconds > _NOTICED_SECONDS:
        sentence = f"{sentence} The budget of requests to the PBX is used up for now."
    response = words(503, f"{sentence} Ask again.")
    response.headers["Retry-After"] = str(max(COME_BACK_SECONDS, math.ceil(budget_seconds)))
    return response
