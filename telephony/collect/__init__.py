"""Fetches history ahead of the viewers: yesterday, then the months before, a little at a time."""

from telephony.collect.budget import Budget
from telephony.collect.collector import Collected, Collector
from telephony.collect.wishes import Scope

__all__ = ["Budget", "Collected", "Collector", "Scope"]
