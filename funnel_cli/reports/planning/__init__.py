"""Reports on what it takes: from a target back to wins, deals and leads, and who covers which area."""
