"""Counties and townships: their polygons, their names, and which of them holds a point."""
