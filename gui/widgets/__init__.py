"""Widgets that know nothing of facilities."""
