"""Reports for whole ranges."""
