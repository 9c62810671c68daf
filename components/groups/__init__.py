"""The parts of the page of groups side by side."""
