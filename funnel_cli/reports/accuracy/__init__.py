"""Reports on what was foretold, and what came of it."""
