"""Signing in: who sends a request or opened a session, and when that sign-in ends."""
