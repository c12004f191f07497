"""Published indicators in the window."""
