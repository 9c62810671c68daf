"""The parts of the guided set-up."""
