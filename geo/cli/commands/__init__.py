"""One command a module, or a few where its answer has several forms."""
