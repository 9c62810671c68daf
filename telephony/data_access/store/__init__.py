"""The history on disk: buckets kept for good, in SQLite or PostgreSQL. Only here is SQL."""
