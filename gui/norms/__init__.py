"""Planning norms in the window."""
