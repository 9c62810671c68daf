"""What is counted, how, and what it means."""
