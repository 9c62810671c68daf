"""The numbers of a page in its HTML, before Streamlit has drawn it."""
