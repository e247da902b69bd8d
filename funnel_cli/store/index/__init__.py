"""What was read from a book, kept in the user's cache folder so that only what changed is read again."""
