"""From a path to a layer: which reader, which layers there are, and what they are used as."""
