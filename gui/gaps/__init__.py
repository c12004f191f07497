"""Gaps in the window: found, shown on the map, saved."""
