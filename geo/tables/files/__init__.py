"""A table as text for the console, as CSV, JSON, XLSX, or as a layer."""
