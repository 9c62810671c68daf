"""The sentences of the workload's page; those made of its values are with its metrics."""

from __future__ import annotations

from typing import Final

ABSENT: Final = "What if … were absent?"
ABSENT_HELP: Final = (
    "Their talk time goes to the others, to each as much as its share among them. What would "
    "happen is not known: calls may also be lost, or go to other groups."
)
AREAS: Final = "Internal and external talk time"
TRAFFIC: Final = "On the phone at the same time"
TRAFFIC_WHY: Final = "How many people are on the phone is counted hour by hour."
COUNTED_AT_START: Final = (
    "In erlangs: talk time ÷ time. A call counts with its whole talk time in the hour in which it "
    "began."
)
SHARES: Final = (
    "Shares are of the talk time of the extensions shown, idle ones among them while they are "
    "shown."
)
EXPORT: Final = "One row per extension, the longest talk time first."
EXPORT_TRAFFIC: Final = "One row per weekday and hour."
