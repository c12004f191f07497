"""Where the records of a file lie: coordinate systems, datums, counties and townships named."""
