"""The charts of the trends page."""
