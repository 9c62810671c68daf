"""What several pages have."""
