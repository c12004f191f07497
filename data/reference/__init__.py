"""What is bundled and published: catalogue, people, counties, networks, norms, indicators."""
