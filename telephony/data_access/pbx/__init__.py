"""One PBX: its client, its groups, and what programs share that use it."""
