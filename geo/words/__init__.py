"""Sentences, numbers and notes that console, panels, map and exports share."""
