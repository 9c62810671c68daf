"""The views, held for all runs of the Streamlit page: a script's own names die with it."""

from benchmarks.browser.views import load

VIEWS = load()
