"""Charts of the page of the status."""
