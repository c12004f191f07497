"""What is studied: people, facilities as they are or as they would be, and the units."""
