"""The command facilities: every facility, and how it is known."""
