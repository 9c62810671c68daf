"""Maintains the history: the command ``python -m telephony.store``."""
