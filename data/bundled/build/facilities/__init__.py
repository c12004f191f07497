"""Facilities: hospitals that a source names, mapped features, and assumed ones."""
