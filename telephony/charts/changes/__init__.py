"""Figures of what changed."""
