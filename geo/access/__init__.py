"""How much care people have within reach, and how evenly it is shared."""
