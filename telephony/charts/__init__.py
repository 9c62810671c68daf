"""Frames in, plotly figures out, by page. Charts know no Streamlit and fetch nothing."""
