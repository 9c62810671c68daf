"""The configuration, read and checked at the start."""
