"""The figures of groups side by side."""
