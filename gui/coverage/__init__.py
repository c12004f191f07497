"""Coverage in the window: figures, curve, table, radii."""
