"""What the text of a file means: encodings, numbers, headings, coordinates, words for tiers."""
