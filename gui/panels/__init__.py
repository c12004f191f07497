"""The dock panels, one file each; a panel reads the document and the session only."""
