"""Who sends a request, by the way of signing in that is configured."""
