"""Opening a planner's file: look, ask, read, add."""
