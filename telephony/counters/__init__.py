"""What the rooms count about themselves: plain values that gauges and pages read."""
