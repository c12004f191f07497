"""Published figures of several places, and what can be computed beside them."""
