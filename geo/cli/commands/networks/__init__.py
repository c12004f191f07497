"""The command networks: who leads, belongs and supports."""
