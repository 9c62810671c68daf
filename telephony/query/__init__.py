"""What is asked: views, and the links that carry them."""
