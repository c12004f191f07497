"""Access and equity in the window."""
