"""The parts of the page of access tokens."""
