"""New, open, save and recover."""
