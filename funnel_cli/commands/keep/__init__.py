"""Commands that keep the book whole."""
