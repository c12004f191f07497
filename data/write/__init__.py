"""Layers and tables as files that other programs read."""
