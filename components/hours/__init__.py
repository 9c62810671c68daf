"""The parts of the page by the hour."""
