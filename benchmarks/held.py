"""The prebuilt views, held for all runs of the bare script: a script's own names die with it."""

from benchmarks.prebuilt import load

VIEWS = load()
