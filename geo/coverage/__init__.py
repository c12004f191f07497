"""Who lives within a service radius: indices, figures, curves, gaps, intervals and what-ifs."""
