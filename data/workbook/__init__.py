"""Spreadsheets: looked through, cut into slices where they are large, and read sheet by sheet."""
