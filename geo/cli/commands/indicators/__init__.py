"""The command indicators: published figures, and what is computed beside them."""
