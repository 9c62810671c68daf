"""The explorer's rules: its state in a link, its builder, and the check of the PBX's answers."""
