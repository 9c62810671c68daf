"""The 3CX client: questions in, records out. The one place that speaks HTTP to a PBX."""
