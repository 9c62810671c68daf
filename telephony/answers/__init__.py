"""Plain values that data access returns and that metrics, tables and files read."""
