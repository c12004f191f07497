"""The command line: what is asked for, what it is asked of, and how it is answered."""
