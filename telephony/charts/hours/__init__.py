"""The charts by the hour."""
