"""What a reader waits for in the browser: our pages beside a bare page, Dash and Streamlit."""
