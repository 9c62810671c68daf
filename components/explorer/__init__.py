"""The explorer's parts: controls and editors on top, then the result and where it comes from."""
