"""Derived frame -> plotly figures. They know no page: selection comes in, a figure comes out."""
