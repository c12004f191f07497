"""What a command line says: texts of options become values, and values requests."""
