"""Frames -> rows and cells of the tables on the screen."""
