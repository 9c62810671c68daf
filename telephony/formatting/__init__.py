"""Numbers, durations, plurals, names and suggestions in words; one format for each unit."""
