"""Two versions of a file brought together, fact by fact."""
