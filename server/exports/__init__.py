"""The files over HTTP."""
