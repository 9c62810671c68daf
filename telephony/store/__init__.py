"""The command that looks after the history: ``python -m telephony.store``."""
