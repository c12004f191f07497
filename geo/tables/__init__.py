"""Results as tables and layers to be saved."""
