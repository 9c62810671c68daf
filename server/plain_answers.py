"""Answers of one sentence, for those who ask for a file and cannot have it."""

from __future__ import annotations

from typing import Final

from starlette.responses import PlainTextResponse, Response

COME_BACK_SECONDS: Final = 10


def words(status: int, text: str) -> Response:
    """A sentence as plain text."""
    return PlainTextResponse(f"{text}\n", status, headers={"Cache-Control": "no-store"})


def come_back(sentence: str) -> Response:
    """Not now; what has come in is kept for the next time."""
    response = words(503, f"{sentence} Ask again.")
    response.headers["Retry-After"] = str(COME_BACK_SECONDS)
    return response
