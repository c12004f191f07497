"""The command coverage: people and land in reach, curves, gaps and what-ifs."""
