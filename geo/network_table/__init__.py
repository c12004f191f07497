"""A planner's table of networks: its rows, the facilities they name, the edits they come to."""
