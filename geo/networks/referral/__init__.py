"""Where a member refers to: chains of tiers, by distance and inside a network."""
