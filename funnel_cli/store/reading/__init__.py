"""From the files of a book to plain values with their places, strictly."""
