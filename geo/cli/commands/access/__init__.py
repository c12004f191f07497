"""The command access: supply within reach per 1,000 people."""
