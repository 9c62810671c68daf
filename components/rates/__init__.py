"""The parts of the page of the reliability of rates."""
