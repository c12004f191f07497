"""The command inspect: what a file holds, and how it was read."""
