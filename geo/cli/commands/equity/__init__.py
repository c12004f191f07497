"""The command equity: how evenly access is shared."""
