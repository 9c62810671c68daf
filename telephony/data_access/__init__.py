"""The cached data-access module: the dashboard's only way to the PBX. Knows no Streamlit."""
