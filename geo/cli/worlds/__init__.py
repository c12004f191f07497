"""What a command line is asked of: people, facilities and networks, bundled or the user's own."""
