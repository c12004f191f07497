"""County medical networks: put together, linked, counted, and what depends on them."""
