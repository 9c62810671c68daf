"""The explorer's parts, in the order of its page."""
