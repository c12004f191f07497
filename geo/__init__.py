"""What we compute: pure functions over arrays and frames, and the map page they draw."""
