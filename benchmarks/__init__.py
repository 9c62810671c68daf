"""What is fast, and how much faster than the alternatives."""
