"""The configuration: loaded and checked at the start."""
