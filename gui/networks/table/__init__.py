"""A table of networks that a planner has: read, shown, and taken into the project."""
