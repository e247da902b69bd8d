"""Verbs: each takes the book as written and a day and returns a `Change`, or refuses with its reasons."""
