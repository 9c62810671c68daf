"""What data access hands over and metrics read: plain values."""
