"""OData's query options over the typed frame: read, checked with places, and evaluated.

``parse_…`` turn a text into something that can be used, or raise QueryTextError; ``check`` and
``apply`` do all eight options at once.
"""
