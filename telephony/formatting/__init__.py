"""Numbers, durations and names as people read them."""
