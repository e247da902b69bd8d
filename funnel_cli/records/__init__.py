"""What a book holds, as it was written down."""
