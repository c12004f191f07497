"""What follows the document by itself: results, and the files they are saved in."""
