"""The history in SQLite or PostgreSQL. Only this package uses SQL; its locks are in ``locks``."""
