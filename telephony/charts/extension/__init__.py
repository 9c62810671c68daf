"""The figures of one extension."""
