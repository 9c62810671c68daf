"""What the server counts about itself, as Prometheus reads it."""
