"""One group with ten thousand extensions, and what a test adds up of them itself."""

from __future__ import annotations

from typing import Any

EXTENSIONS = 10_000
ROWS: list[dict[str, Any]] = [
    {
        "Dn": str(10_000 + number),
        "DisplayName": f"Zoë Extension {number}",
        "InboundAnsweredCount": number % 300,
        "InboundUnansweredCount": number % 70,
        "InboundAnsweredTalkingDur": f"PT{number % 40}M{number % 60}.5S",
        "OutboundAnsweredCount": 1,
    }
    for number in range(EXTENSIONS)
]
ANSWERED = sum(number % 300 for number in range(EXTENSIONS))
"""Inbound calls answered."""
UNANSWERED = sum(number % 70 for number in range(EXTENSIONS))
"""Inbound calls unanswered."""
TALK_SECONDS = sum(number % 40 * 60 + number % 60 + 0.5 for number in range(EXTENSIONS))
