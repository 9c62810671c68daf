"""The charts over time."""
