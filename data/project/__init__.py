"""The project, every choice a planner makes, and the file it is saved in."""
