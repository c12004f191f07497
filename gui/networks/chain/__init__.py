"""Whom a patient is referred to: the chain, and the panel that lists its steps."""
