"""Changing a text where it must change, and leaving every other byte alone."""
