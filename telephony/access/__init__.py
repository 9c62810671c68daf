"""Who looks at the dashboard, and what they may see."""
