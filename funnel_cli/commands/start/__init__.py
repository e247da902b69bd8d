"""Commands that start a book."""
