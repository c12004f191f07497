"""Counties held against planning norms: what is measured, and whether it can be judged."""
