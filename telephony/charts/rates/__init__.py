"""The charts of the reliability of rates."""
