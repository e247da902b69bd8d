"""Reports on the funnel as a whole."""
