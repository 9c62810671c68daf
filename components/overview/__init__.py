"""The overview's parts."""
