"""The map as a picture: drawn beside the window, at the size asked, and saved."""
