"""What a page shows: views, and the links that carry them."""
