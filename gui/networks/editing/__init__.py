"""Networks changed by hand: what is done, the panel for it, and what was done so far."""
