"""What we know: the vocabulary, the project, the readers and the bundled layers."""
