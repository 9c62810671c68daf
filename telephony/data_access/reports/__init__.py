"""Reports for whole periods."""
