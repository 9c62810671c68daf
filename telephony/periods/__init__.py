"""Everything about time: ranges, presets, calendars, wall clocks, working hours, buckets."""
