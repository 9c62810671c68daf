"""What the explorer works with: its state and links, its filter rules, and the verification of
what the PBX returns.

What verifies the PBX is ``odata``, which applies the same options to the unfiltered rows.
"""
