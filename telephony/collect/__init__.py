"""Fetches history before viewers need it: yesterday, then the months before, a week at a time."""
