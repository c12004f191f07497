"""The one facility that was clicked."""
