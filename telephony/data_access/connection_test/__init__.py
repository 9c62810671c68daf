"""The test of the way to a PBX: its steps, and who shares them."""
