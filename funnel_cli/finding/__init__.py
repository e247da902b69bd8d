"""What a typed word means among records."""
