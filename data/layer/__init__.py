"""A layer that comes out of a file: its columns, its points, and how it was read."""
