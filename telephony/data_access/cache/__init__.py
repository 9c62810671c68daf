"""Answers in memory, and requests that are shared by all who need the same."""
