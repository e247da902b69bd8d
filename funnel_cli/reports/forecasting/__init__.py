"""Reports on what will be won, by when, and what is to be reached."""
