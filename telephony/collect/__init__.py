"""Fetches history ahead of the viewers: yesterday, then the months before, a little at a time."""

from telephony.collect.collector import Collected, Collector
from telephony.collect.schedule import Scope

__all__ = ["Collected", "Collector", "Scope"]
