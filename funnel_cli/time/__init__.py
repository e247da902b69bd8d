"""What holds on a day: history folded, gates, standings."""
