"""The data doctor in the window."""
