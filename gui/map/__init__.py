"""The map in the window: its view, its bridge, its address, and the pictures taken of it."""
