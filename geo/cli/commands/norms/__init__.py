"""The command norms: the table of norms, and verdicts by one."""
