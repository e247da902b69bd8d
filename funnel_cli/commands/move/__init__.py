"""Commands that move a deal along the method."""
